import type { DataSchema } from '../form/schema.ts'

export const offsetCommitValue = {
  name: 'OffsetCommitValue',
  key: 1,
  versions: '0-4',
  flexibleFrom: 4,
  about: 'A committed offset in __consumer_offsets.',
  fields: [
    { name: 'offset', type: 'int64', versions: '0+', about: 'Offset of the next record to consume' },
    {
      name: 'leaderEpoch',
      type: 'int32',
      versions: '3+',
      default: -1,
      ignorable: true,
      about: 'Leader epoch of the last record consumed; -1 when unknown',
    },
    { name: 'metadata', type: 'string', versions: '0+', about: 'Free text kept beside the offset' },
    { name: 'commitTimestamp', type: 'int64', versions: '0+', about: 'When the offset was committed, in ms' },
    {
      name: 'expireTimestamp',
      type: 'int64',
      versions: '1',
      default: -1,
      ignorable: true,
      about: "When the offset may be forgotten, in ms; -1 for the broker's default",
    },
    {
      name: 'topicId',
      type: 'uuid',
      versions: '4+',
      tag: 0,
      tagged: '4+',
      ignorable: true,
      about: 'Id of the topic',
    },
  ],
} satisfies DataSchema
