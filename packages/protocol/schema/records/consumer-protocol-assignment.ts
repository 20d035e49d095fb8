import type { DataSchema } from '../form/schema.ts'

export const consumerProtocolAssignment = {
  name: 'ConsumerProtocolAssignment',
  versions: '0-3',
  flexibleFrom: null,
  about: "What the group's leader gives a consumer.",
  fields: [
    {
      name: 'assignedPartitions',
      type: '[]TopicPartition',
      versions: '0+',
      about: 'Partitions that the member gets',
      fields: [
        { name: 'topic', type: 'string', versions: '0+', about: 'Name of the topic' },
        { name: 'partitions', type: '[]int32', versions: '0+', about: 'The partitions' },
      ],
    },
    {
      name: 'userData',
      type: 'bytes',
      versions: '0+',
      nullable: '0+',
      default: null,
      about: 'Bytes of the assignor',
    },
  ],
} satisfies DataSchema
