import type { DataSchema } from '../form/schema.ts'

export const votersRecord = {
  name: 'VotersRecord',
  versions: '0',
  flexibleFrom: 0,
  about: 'Control record: the voters of the quorum.',
  fields: [
    { name: 'version', type: 'int16', versions: '0+', about: 'Version of the record' },
    {
      name: 'voters',
      type: '[]Voter',
      versions: '0+',
      about: 'The voters',
      fields: [
        { name: 'voterId', type: 'int32', versions: '0+', about: 'Id of the voter' },
        { name: 'voterDirectoryId', type: 'uuid', versions: '0+', about: 'Log directory of the voter' },
        {
          name: 'endpoints',
          type: '[]Endpoint',
          versions: '0+',
          about: 'Where the voter listens',
          fields: [
            { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
            { name: 'host', type: 'string', versions: '0+', about: 'Host name' },
            { name: 'port', type: 'uint16', versions: '0+', about: 'TCP port' },
          ],
        },
        {
          name: 'kRaftVersionFeature',
          type: 'KRaftVersionFeature',
          versions: '0+',
          about: 'Levels of kraft.version that the voter supports',
          fields: [
            {
              name: 'minSupportedVersion',
              type: 'int16',
              versions: '0+',
              about: 'Lowest level that is supported',
            },
            {
              name: 'maxSupportedVersion',
              type: 'int16',
              versions: '0+',
              about: 'Highest level that is supported',
            },
          ],
        },
      ],
    },
  ],
} satisfies DataSchema
