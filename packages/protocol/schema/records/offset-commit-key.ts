import type { DataSchema } from '../form/schema.ts'

export const offsetCommitKey = {
  name: 'OffsetCommitKey',
  key: 1,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of a committed offset in __consumer_offsets.',
  fields: [
    { name: 'group', type: 'string', versions: '0+', about: 'Id of the group' },
    { name: 'topic', type: 'string', versions: '0+', about: 'Name of the topic' },
    { name: 'partition', type: 'int32', versions: '0+', about: 'Partition number' },
  ],
} satisfies DataSchema
