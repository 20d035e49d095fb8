import type { DataSchema } from '../form/schema.ts'

export const consumerGroupPartitionMetadataValue = {
  name: 'ConsumerGroupPartitionMetadataValue',
  key: 4,
  versions: '0',
  flexibleFrom: 0,
  about: 'The topics of a consumer group, as Kafka 4.0 kept them, in __consumer_offsets.',
  fields: [
    {
      name: 'topics',
      type: '[]ConsumerGroupTopicMetadata',
      versions: '0+',
      about: 'The topics',
      fields: [
        {
          name: 'topicId',
          type: 'uuid',
          versions: '0+',
          about: 'Id of the topic',
        },
        {
          name: 'topicName',
          type: 'string',
          versions: '0+',
          about: 'Name of the topic',
        },
        {
          name: 'numPartitions',
          type: 'int32',
          versions: '0+',
          about: 'Number of partitions',
        },
        {
          name: 'partitionMetadata',
          type: '[]ConsumerGroupPartitionRacks',
          versions: '0+',
          about: 'Racks of partitions',
          fields: [
            {
              name: 'partition',
              type: 'int32',
              versions: '0+',
              about: 'Partition number',
            },
            {
              name: 'racks',
              type: '[]string',
              versions: '0+',
              about: 'Names of racks',
            },
          ],
        },
      ],
    },
  ],
} satisfies DataSchema
