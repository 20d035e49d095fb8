import type { DataSchema } from '../form/schema.ts'

export const unregisterBrokerRecord = {
  name: 'UnregisterBrokerRecord',
  key: 1,
  versions: '0',
  flexibleFrom: 0,
  about: "A broker's registration was taken away.",
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+', about: 'Id of the broker' },
    { name: 'brokerEpoch', type: 'int64', versions: '0+', about: "Epoch of the broker's registration" },
  ],
} satisfies DataSchema
