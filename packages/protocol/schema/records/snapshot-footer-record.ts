import type { DataSchema } from '../form/schema.ts'

export const snapshotFooterRecord = {
  name: 'SnapshotFooterRecord',
  versions: '0',
  flexibleFrom: 0,
  about: 'Control record: a snapshot is whole.',
  fields: [{ name: 'version', type: 'int16', versions: '0+', about: 'Version of the record' }],
} satisfies DataSchema
