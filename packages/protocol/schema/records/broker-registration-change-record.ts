import type { DataSchema } from '../form/schema.ts'

export const brokerRegistrationChangeRecord = {
  name: 'BrokerRegistrationChangeRecord',
  key: 17,
  versions: '0-3',
  flexibleFrom: 0,
  about: "A broker's registration changed.",
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+', about: 'Id of the broker' },
    { name: 'brokerEpoch', type: 'int64', versions: '0+', about: "Epoch of the broker's registration" },
    {
      name: 'fenced',
      type: 'int8',
      versions: '0+',
      tag: 0,
      tagged: '0+',
      about: 'Whether the broker is fenced',
    },
    {
      name: 'inControlledShutdown',
      type: 'int8',
      versions: '1+',
      tag: 1,
      tagged: '1+',
      about: 'Whether the broker is shutting down in good order',
    },
    {
      name: 'logDirs',
      type: '[]uuid',
      versions: '2+',
      tag: 2,
      tagged: '2+',
      about: "Ids of the broker's log directories",
    },
    {
      name: 'cordonedLogDirs',
      type: '[]uuid',
      versions: '3+',
      nullable: '3+',
      tag: 3,
      tagged: '3+',
      default: null,
      about: 'Log directories that take no new partitions',
    },
  ],
} satisfies DataSchema
