import type { DataSchema } from '../form/schema.ts'

export const producerSnapshot = {
  name: 'ProducerSnapshot',
  versions: '1',
  flexibleFrom: null,
  about: "State of a partition's producers, as stored in .snapshot files.",
  fields: [
    { name: 'crc', type: 'uint32', versions: '1+', about: 'CRC-32C of everything that follows' },
    {
      name: 'producerEntries',
      type: '[]ProducerEntry',
      versions: '1+',
      about: 'State of each producer',
      fields: [
        { name: 'producerId', type: 'int64', versions: '1+', about: 'Id of the producer; -1 for none' },
        { name: 'epoch', type: 'int16', versions: '1+', about: 'The epoch' },
        {
          name: 'lastSequence',
          type: 'int32',
          versions: '1+',
          about: "Sequence of the producer's last record; -1 for none",
        },
        {
          name: 'lastOffset',
          type: 'int64',
          versions: '1+',
          about: 'Offset of the last record of the last batch',
        },
        {
          name: 'offsetDelta',
          type: 'int32',
          versions: '1+',
          about: 'Last offset of the last batch minus its first',
        },
        { name: 'timestamp', type: 'int64', versions: '1+', about: 'Timestamp in ms' },
        {
          name: 'coordinatorEpoch',
          type: 'int32',
          versions: '1+',
          about: 'Epoch of the transaction coordinator',
        },
        {
          name: 'currentTxnFirstOffset',
          type: 'int64',
          versions: '1+',
          about: 'First offset of the open transaction; -1 when none is open',
        },
      ],
    },
  ],
} satisfies DataSchema
