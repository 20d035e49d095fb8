import type { ApiSchema } from './form/schema.ts'

export const produce = {
  key: 0,
  name: 'Produce',
  versions: '3-13',
  flexibleFrom: 9,
  request: {
    fields: [
      {
        name: 'transactionalId',
        type: 'string',
        versions: '3+',
        nullable: '3+',
        default: null,
        about: 'Name of the transactional producer; null for none',
      },
      {
        name: 'acks',
        type: 'int16',
        versions: '3+',
        about:
          'How many must have the batch before the answer: 0 nobody (no answer is sent), 1 the leader, -1 all in sync',
      },
      { name: 'timeoutMs', type: 'int32', versions: '3+', about: 'How long the broker may take, in ms' },
      {
        name: 'topicData',
        type: '[]TopicProduceData',
        versions: '3+',
        about: 'Topics with their records',
        fields: [
          { name: 'name', type: 'string', versions: '3-12', ignorable: true, about: 'Name of it' },
          { name: 'topicId', type: 'uuid', versions: '13+', ignorable: true, about: 'Id of the topic' },
          {
            name: 'partitionData',
            type: '[]PartitionProduceData',
            versions: '3+',
            about: 'Partitions with their records',
            fields: [
              { name: 'index', type: 'int32', versions: '3+', about: 'Partition number' },
              {
                name: 'records',
                type: 'records',
                versions: '3+',
                nullable: '3+',
                about: 'Record batches as they are in the log',
              },
            ],
          },
        ],
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'responses',
        type: '[]TopicProduceResponse',
        versions: '3+',
        about: 'One answer for each',
        fields: [
          { name: 'name', type: 'string', versions: '3-12', ignorable: true, about: 'Name of it' },
          { name: 'topicId', type: 'uuid', versions: '13+', ignorable: true, about: 'Id of the topic' },
          {
            name: 'partitionResponses',
            type: '[]PartitionProduceResponse',
            versions: '3+',
            about: 'One answer per partition',
            fields: [
              { name: 'index', type: 'int32', versions: '3+', about: 'Partition number' },
              { name: 'errorCode', type: 'int16', versions: '3+', about: 'Error code; 0 for none' },
              {
                name: 'baseOffset',
                type: 'int64',
                versions: '3+',
                about: 'Offset that the first record got',
              },
              {
                name: 'logAppendTimeMs',
                type: 'int64',
                versions: '3+',
                default: -1,
                ignorable: true,
                about: 'Time of the append when the broker sets timestamps, else -1',
              },
              {
                name: 'logStartOffset',
                type: 'int64',
                versions: '5+',
                default: -1,
                ignorable: true,
                about: 'First offset that is still there',
              },
              {
                name: 'recordErrors',
                type: '[]BatchIndexAndErrorMessage',
                versions: '8+',
                ignorable: true,
                about: 'The records that were refused',
                fields: [
                  {
                    name: 'batchIndex',
                    type: 'int32',
                    versions: '8+',
                    about: 'Position in the batch of the record that was refused',
                  },
                  {
                    name: 'batchIndexErrorMessage',
                    type: 'string',
                    versions: '8+',
                    nullable: '8+',
                    default: null,
                    about: 'Why that record was refused',
                  },
                ],
              },
              {
                name: 'errorMessage',
                type: 'string',
                versions: '8+',
                nullable: '8+',
                default: null,
                ignorable: true,
                about: 'What went wrong, in words; null for nothing',
              },
              {
                name: 'currentLeader',
                type: 'LeaderIdAndEpoch',
                versions: '10+',
                tag: 0,
                tagged: '10+',
                about: 'Who leads now, when it is not the node asked',
                fields: [
                  {
                    name: 'leaderId',
                    type: 'int32',
                    versions: '10+',
                    default: -1,
                    about: 'Id of the leader; -1 for none',
                  },
                  {
                    name: 'leaderEpoch',
                    type: 'int32',
                    versions: '10+',
                    default: -1,
                    about: 'Epoch of the leader; -1 when unknown',
                  },
                ],
              },
            ],
          },
        ],
      },
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '3+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'nodeEndpoints',
        type: '[]NodeEndpoint',
        versions: '10+',
        tag: 0,
        tagged: '10+',
        about: 'Addresses of the leaders named above',
        fields: [
          { name: 'nodeId', type: 'int32', versions: '10+', about: 'Id of the node' },
          { name: 'host', type: 'string', versions: '10+', about: 'Host name' },
          { name: 'port', type: 'int32', versions: '10+', about: 'TCP port' },
          {
            name: 'rack',
            type: 'string',
            versions: '10+',
            nullable: '10+',
            default: null,
            about: 'Rack of the node; null when unknown',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
