import type { DataSchema } from '../form/schema.ts'

export const producerIdsRecord = {
  name: 'ProducerIdsRecord',
  key: 15,
  versions: '0',
  flexibleFrom: 0,
  about: 'A block of producer ids was handed out.',
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+', about: 'Id of the broker' },
    {
      name: 'brokerEpoch',
      type: 'int64',
      versions: '0+',
      default: -1,
      about: "Epoch of the broker's registration",
    },
    {
      name: 'nextProducerId',
      type: 'int64',
      versions: '0+',
      about: 'First producer id that is not handed out yet',
    },
  ],
} satisfies DataSchema
