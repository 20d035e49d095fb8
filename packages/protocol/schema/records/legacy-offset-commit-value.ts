import type { DataSchema } from '../form/schema.ts'

export const legacyOffsetCommitValue = {
  name: 'LegacyOffsetCommitValue',
  key: 0,
  versions: '0',
  flexibleFrom: null,
  about: 'A committed offset as brokers wrote it before 0.9.',
  fields: [
    { name: 'offset', type: 'int64', versions: '0+', about: 'Offset of the next record to consume' },
    { name: 'metadata', type: 'string', versions: '0+', about: 'Free text kept beside the offset' },
    { name: 'commitTimestamp', type: 'int64', versions: '0+', about: 'When the offset was committed, in ms' },
  ],
} satisfies DataSchema
