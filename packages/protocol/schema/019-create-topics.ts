import type { ApiSchema } from './form/schema.ts'

export const createTopics = {
  key: 19,
  name: 'CreateTopics',
  versions: '2-7',
  flexibleFrom: 5,
  request: {
    fields: [
      {
        name: 'topics',
        type: '[]CreatableTopic',
        versions: '2+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '2+', about: 'Name of it' },
          {
            name: 'numPartitions',
            type: 'int32',
            versions: '2+',
            about: "Number of partitions; -1 for the broker's default",
          },
          {
            name: 'replicationFactor',
            type: 'int16',
            versions: '2+',
            about: "Number of replicas; -1 for the broker's default",
          },
          {
            name: 'assignments',
            type: '[]CreatableReplicaAssignment',
            versions: '2+',
            about: 'Replicas chosen by hand; empty to let the broker choose',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '2+', about: 'Partition number' },
              {
                name: 'brokerIds',
                type: '[]int32',
                versions: '2+',
                about: 'Ids of the brokers that get a replica',
              },
            ],
          },
          {
            name: 'configs',
            type: '[]CreatableTopicConfig',
            versions: '2+',
            about: 'Configuration entries',
            fields: [
              { name: 'name', type: 'string', versions: '2+', about: 'Name of it' },
              {
                name: 'value',
                type: 'string',
                versions: '2+',
                nullable: '2+',
                about: 'The value; null for none',
              },
            ],
          },
        ],
      },
      {
        name: 'timeoutMs',
        type: 'int32',
        versions: '2+',
        default: 60000,
        about: 'How long the broker may take, in ms',
      },
      { name: 'validateOnly', type: 'bool', versions: '2+', about: 'Whether to check and change nothing' },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '2+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'topics',
        type: '[]CreatableTopicResult',
        versions: '2+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '2+', about: 'Name of it' },
          { name: 'topicId', type: 'uuid', versions: '7+', ignorable: true, about: 'Id of the topic' },
          { name: 'errorCode', type: 'int16', versions: '2+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '2+',
            nullable: '2+',
            ignorable: true,
            about: 'What went wrong, in words; null for nothing',
          },
          {
            name: 'topicConfigErrorCode',
            type: 'int16',
            versions: '5+',
            tag: 0,
            tagged: '5+',
            ignorable: true,
            about: 'Error code when the configuration may not be told',
          },
          {
            name: 'numPartitions',
            type: 'int32',
            versions: '5+',
            default: -1,
            ignorable: true,
            about: "Number of partitions; -1 for the broker's default",
          },
          {
            name: 'replicationFactor',
            type: 'int16',
            versions: '5+',
            default: -1,
            ignorable: true,
            about: "Number of replicas; -1 for the broker's default",
          },
          {
            name: 'configs',
            type: '[]CreatableTopicConfigs',
            versions: '5+',
            nullable: '5+',
            ignorable: true,
            about: 'Configuration entries',
            fields: [
              { name: 'name', type: 'string', versions: '5+', about: 'Name of it' },
              {
                name: 'value',
                type: 'string',
                versions: '5+',
                nullable: '5+',
                about: 'The value; null for none',
              },
              {
                name: 'readOnly',
                type: 'bool',
                versions: '5+',
                about: 'Whether the entry cannot be changed',
              },
              {
                name: 'configSource',
                type: 'int8',
                versions: '5+',
                default: -1,
                ignorable: true,
                about:
                  'Where the value comes from: 1 topic, 2 dynamic broker, 3 dynamic default broker, 4 static broker, 5 default',
              },
              {
                name: 'isSensitive',
                type: 'bool',
                versions: '5+',
                about: 'Whether the value is kept secret',
              },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
