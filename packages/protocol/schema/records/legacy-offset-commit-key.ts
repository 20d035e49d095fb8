import type { DataSchema } from '../form/schema.ts'

export const legacyOffsetCommitKey = {
  name: 'LegacyOffsetCommitKey',
  key: 0,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of a committed offset as brokers wrote it before 0.9.',
  fields: [
    { name: 'group', type: 'string', versions: '0+', about: 'Id of the group' },
    { name: 'topic', type: 'string', versions: '0+', about: 'Name of the topic' },
    { name: 'partition', type: 'int32', versions: '0+', about: 'Partition number' },
  ],
} satisfies DataSchema
