import type { DataSchema } from '../form/schema.ts'

export const leaderChangeMessage = {
  name: 'LeaderChangeMessage',
  versions: '0-1',
  flexibleFrom: 0,
  about: 'Control record: a leader was elected.',
  fields: [
    { name: 'version', type: 'int16', versions: '0+', about: 'Version of the record' },
    { name: 'leaderId', type: 'int32', versions: '0+', about: 'Id of the leader; -1 for none' },
    { name: 'voters', type: '[]Voter', versions: '0+', about: 'The voters' },
    { name: 'grantingVoters', type: '[]Voter', versions: '0+', about: 'Voters who chose the leader' },
  ],
  structs: {
    Voter: [
      { name: 'voterId', type: 'int32', versions: '0+', about: 'Id of the voter' },
      { name: 'voterDirectoryId', type: 'uuid', versions: '1+', about: 'Log directory of the voter' },
    ],
  },
} satisfies DataSchema
