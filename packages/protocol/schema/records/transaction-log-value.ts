import type { DataSchema } from '../form/schema.ts'

export const transactionLogValue = {
  name: 'TransactionLogValue',
  key: 0,
  versions: '0-1',
  flexibleFrom: 1,
  about: 'State of a transactional id in __transaction_state.',
  fields: [
    { name: 'producerId', type: 'int64', versions: '0+', about: 'Id of the producer; -1 for none' },
    {
      name: 'previousProducerId',
      type: 'int64',
      versions: '1+',
      tag: 0,
      tagged: '1+',
      default: -1,
      about: 'Producer id of the transaction before; -1 for none',
    },
    {
      name: 'nextProducerId',
      type: 'int64',
      versions: '1+',
      tag: 1,
      tagged: '1+',
      default: -1,
      about: 'Producer id with which the next transaction starts; -1 when it stays the same',
    },
    { name: 'producerEpoch', type: 'int16', versions: '0+', about: 'Epoch of the producer; -1 for none' },
    {
      name: 'nextProducerEpoch',
      type: 'int16',
      versions: '1+',
      tag: 3,
      tagged: '1+',
      default: -1,
      about: 'Epoch with which the next transaction starts',
    },
    {
      name: 'transactionTimeoutMs',
      type: 'int32',
      versions: '0+',
      about: 'After this long the coordinator aborts the transaction, in ms',
    },
    {
      name: 'transactionStatus',
      type: 'int8',
      versions: '0+',
      about:
        'State of the transaction: 0 empty, 1 ongoing, 2 prepare commit, 3 prepare abort, 4 complete commit, 5 complete abort, 6 dead, 7 prepare epoch fence',
    },
    {
      name: 'transactionPartitions',
      type: '[]PartitionsSchema',
      versions: '0+',
      nullable: '0+',
      about: 'Partitions the transaction has written to',
      fields: [
        { name: 'topic', type: 'string', versions: '0+', about: 'Name of the topic' },
        { name: 'partitionIds', type: '[]int32', versions: '0+', about: 'Partition numbers' },
      ],
    },
    {
      name: 'transactionLastUpdateTimestampMs',
      type: 'int64',
      versions: '0+',
      about: 'When the transaction was last changed, in ms',
    },
    {
      name: 'transactionStartTimestampMs',
      type: 'int64',
      versions: '0+',
      about: 'When the transaction began, in ms; -1 when none is open',
    },
    {
      name: 'clientTransactionVersion',
      type: 'int16',
      versions: '1+',
      tag: 2,
      tagged: '1+',
      about: "Transaction protocol that the client spoke: 0 and 1 are the old one, 2 is KIP-890's",
    },
  ],
} satisfies DataSchema
