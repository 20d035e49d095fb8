import type { DataSchema } from '../form/schema.ts'

export const removeTopicRecord = {
  name: 'RemoveTopicRecord',
  key: 9,
  versions: '0',
  flexibleFrom: 0,
  about: 'A topic was deleted.',
  fields: [{ name: 'topicId', type: 'uuid', versions: '0+', about: 'Id of the topic' }],
} satisfies DataSchema
