import type { DataSchema } from '../form/schema.ts'

export const subscriptionInfoData = {
  name: 'SubscriptionInfoData',
  versions: '1-11',
  flexibleFrom: null,
  about: "What a streams client tells the group's leader, inside its subscription's user data.",
  fields: [
    { name: 'version', type: 'int32', versions: '1+', about: 'Version that is used' },
    {
      name: 'latestSupportedVersion',
      type: 'int32',
      versions: '3+',
      default: -1,
      about: 'Newest version that the client can read',
    },
    { name: 'processId', type: 'uuid', versions: '1+', about: 'Identity of the process' },
    { name: 'prevTasks', type: '[]TaskId', versions: '1-6', about: 'Tasks the client ran before' },
    {
      name: 'standbyTasks',
      type: '[]TaskId',
      versions: '1-6',
      about: 'Tasks of which the client holds a copy',
    },
    {
      name: 'userEndPoint',
      type: 'bytes',
      versions: '2+',
      about: 'host:port at which the client answers queries; empty for none',
    },
    {
      name: 'taskOffsetSums',
      type: '[]TaskOffsetSum',
      versions: '7+',
      about: "How far the client's state has come, by task",
    },
    {
      name: 'uniqueField',
      type: 'int8',
      versions: '8+',
      about: 'Changes with every subscription, so that the coordinator takes it for a new one',
    },
    { name: 'errorCode', type: 'int32', versions: '9+', about: 'Error of the assignment; 0 for none' },
    {
      name: 'clientTags',
      type: '[]ClientTag',
      versions: '11+',
      about: 'Tags of the client, for rack-aware standbys',
    },
  ],
  structs: {
    TaskId: [
      { name: 'topicGroupId', type: 'int32', versions: '1-6', about: 'Number of the sub-topology' },
      { name: 'partition', type: 'int32', versions: '1-6', about: 'Partition number' },
    ],
    TaskOffsetSum: [
      { name: 'topicGroupId', type: 'int32', versions: '7+', about: 'Number of the sub-topology' },
      { name: 'partition', type: 'int32', versions: '10+', about: 'Partition number' },
      {
        name: 'offsetSum',
        type: 'int64',
        versions: '10+',
        about: 'Sum of the changelog offsets that the client has for the task; -2 when it runs the task',
      },
      {
        name: 'namedTopology',
        type: 'string',
        versions: '10+',
        nullable: '10+',
        about: 'Name of the topology; null when it has none',
      },
      {
        name: 'partitionToOffsetSum',
        type: '[]PartitionToOffsetSum',
        versions: '7-9',
        about: 'Offset sums by partition',
      },
    ],
    PartitionToOffsetSum: [
      { name: 'partition', type: 'int32', versions: '7-9', about: 'Partition number' },
      {
        name: 'offsetSum',
        type: 'int64',
        versions: '7-9',
        about: 'Sum of the changelog offsets that the client has for the task; -2 when it runs the task',
      },
    ],
    ClientTag: [
      { name: 'key', type: 'bytes', versions: '11+', about: 'Name of the tag' },
      { name: 'value', type: 'bytes', versions: '11+', about: 'Value of the tag' },
    ],
  },
} satisfies DataSchema
