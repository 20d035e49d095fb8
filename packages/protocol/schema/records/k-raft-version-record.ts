import type { DataSchema } from '../form/schema.ts'

export const kRaftVersionRecord = {
  name: 'KRaftVersionRecord',
  versions: '0',
  flexibleFrom: 0,
  about: 'Control record: the finalized level of kraft.version.',
  fields: [
    { name: 'version', type: 'int16', versions: '0+', about: 'Version of the record' },
    { name: 'kRaftVersion', type: 'int16', versions: '0+', about: 'Finalized level of kraft.version' },
  ],
} satisfies DataSchema
