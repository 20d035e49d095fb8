import type { ApiSchema } from './form/schema.ts'

export const addPartitionsToTxn = {
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: '0-5',
  flexibleFrom: 3,
  request: {
    fields: [
      {
        name: 'transactions',
        type: '[]AddPartitionsToTxnTransaction',
        versions: '4+',
        about: 'One entry per transaction',
        fields: [
          {
            name: 'transactionalId',
            type: 'string',
            versions: '4+',
            about: 'Name of the transactional producer; null for none',
          },
          { name: 'producerId', type: 'int64', versions: '4+', about: 'Id of the producer; -1 for none' },
          {
            name: 'producerEpoch',
            type: 'int16',
            versions: '4+',
            about: 'Epoch of the producer; -1 for none',
          },
          {
            name: 'verifyOnly',
            type: 'bool',
            versions: '4+',
            about: 'Whether to ask if the partitions belong to the transaction instead of adding them',
          },
          { name: 'topics', type: '[]AddPartitionsToTxnTopic', versions: '4+', about: 'The topics' },
        ],
      },
      {
        name: 'v3AndBelowTransactionalId',
        type: 'string',
        versions: '0-3',
        about: 'Name of the transactional producer',
      },
      { name: 'v3AndBelowProducerId', type: 'int64', versions: '0-3', about: 'Id of the producer' },
      { name: 'v3AndBelowProducerEpoch', type: 'int16', versions: '0-3', about: 'Epoch of the producer' },
      {
        name: 'v3AndBelowTopics',
        type: '[]AddPartitionsToTxnTopic',
        versions: '0-3',
        about: 'Partitions to add',
      },
    ],
    structs: {
      AddPartitionsToTxnTopic: [
        { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
        { name: 'partitions', type: '[]int32', versions: '0+', about: 'The partitions' },
      ],
    },
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '0+',
        about: 'How long the answer was held back by a quota, in ms',
      },
      { name: 'errorCode', type: 'int16', versions: '4+', ignorable: true, about: 'Error code; 0 for none' },
      {
        name: 'resultsByTransaction',
        type: '[]AddPartitionsToTxnResult',
        versions: '4+',
        about: 'One result per transaction',
        fields: [
          {
            name: 'transactionalId',
            type: 'string',
            versions: '4+',
            about: 'Name of the transactional producer; null for none',
          },
          {
            name: 'topicResults',
            type: '[]AddPartitionsToTxnTopicResult',
            versions: '4+',
            about: 'One result per topic',
          },
        ],
      },
      {
        name: 'resultsByTopicV3AndBelow',
        type: '[]AddPartitionsToTxnTopicResult',
        versions: '0-3',
        about: 'Results of the one transaction, one per topic',
      },
    ],
    structs: {
      AddPartitionsToTxnTopicResult: [
        { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
        {
          name: 'resultsByPartition',
          type: '[]AddPartitionsToTxnPartitionResult',
          versions: '0+',
          about: 'One result per partition',
        },
      ],
      AddPartitionsToTxnPartitionResult: [
        { name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' },
        { name: 'partitionErrorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      ],
    },
  },
} satisfies ApiSchema
