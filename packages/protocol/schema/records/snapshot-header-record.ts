import type { DataSchema } from '../form/schema.ts'

export const snapshotHeaderRecord = {
  name: 'SnapshotHeaderRecord',
  versions: '0',
  flexibleFrom: 0,
  about: 'Control record: a snapshot begins.',
  fields: [
    { name: 'version', type: 'int16', versions: '0+', about: 'Version of the record' },
    {
      name: 'lastContainedLogTimestamp',
      type: 'int64',
      versions: '0+',
      about: 'Newest append time in the snapshot, in ms',
    },
  ],
} satisfies DataSchema
