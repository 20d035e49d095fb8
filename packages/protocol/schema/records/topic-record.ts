import type { DataSchema } from '../form/schema.ts'

export const topicRecord = {
  name: 'TopicRecord',
  key: 2,
  versions: '0',
  flexibleFrom: 0,
  about: 'A topic was created.',
  fields: [
    { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
    { name: 'topicId', type: 'uuid', versions: '0+', about: 'Id of the topic' },
  ],
} satisfies DataSchema
