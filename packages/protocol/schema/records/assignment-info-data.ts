import type { DataSchema } from '../form/schema.ts'

/**
 * Kafka Streams writes this by hand (AssignmentInfo) rather than from a description. Its strings are Java's writeUTF, which
 * is int16-prefixed UTF-8 for all names that topics and hosts can have; a task's topology name is an int32 count of UTF-16
 * units.
 */
export const assignmentInfoData = {
  name: 'AssignmentInfoData',
  versions: '1-11',
  flexibleFrom: null,
  about: "What the group's leader gives a streams client, inside its assignment's user data.",
  fields: [
    { name: 'version', type: 'int32', versions: '1+', about: 'Version that is used' },
    {
      name: 'commonlySupportedVersion',
      type: 'int32',
      versions: '3+',
      default: -1,
      about: 'Newest version that all clients can read',
    },
    {
      name: 'activeTasks',
      type: '[]StreamsTask',
      versions: '1+',
      about: 'Tasks to run, in the order of the assigned partitions',
    },
    { name: 'standbyTasks', type: '[]StandbyTask', versions: '1+', about: 'Tasks to keep a copy of' },
    {
      name: 'partitionsByHost',
      type: '[]HostPartitions',
      versions: '2-4',
      about: 'Who runs which partition',
      fields: [
        { name: 'host', type: 'string', versions: '2-4', about: 'Host name' },
        { name: 'port', type: 'int32', versions: '2-4', about: 'TCP port' },
        {
          name: 'partitions',
          type: '[]StreamsTopicPartition',
          versions: '2-4',
          about: 'Partitions run there',
        },
      ],
    },
    {
      name: 'topicDictionary',
      type: '[]TopicDictionaryEntry',
      versions: '5+',
      about: 'Topics that the two maps name by number',
    },
    {
      name: 'activePartitionsByHost',
      type: '[]HostDictionaryPartitions',
      versions: '5+',
      about: 'Who runs which partition',
    },
    {
      name: 'standbyPartitionsByHost',
      type: '[]HostDictionaryPartitions',
      versions: '6+',
      about: 'Who keeps a copy of which partition',
    },
    { name: 'errorCode', type: 'int32', versions: '4+', about: 'Error of the assignment; 0 for none' },
    {
      name: 'nextRebalanceMs',
      type: 'int64',
      versions: '7+',
      default: 2 ** 63,
      about: 'When the client shall rejoin by itself, in ms',
    },
  ],
  structs: {
    StreamsTask: [
      { name: 'topicGroupId', type: 'int32', versions: '1+', about: 'Number of the sub-topology' },
      { name: 'partition', type: 'int32', versions: '1+', about: 'Partition number' },
      {
        name: 'namedTopology',
        type: '[]int16',
        versions: '10+',
        about: "UTF-16 units of the topology's name; none when it has none",
      },
    ],
    StandbyTask: [
      { name: 'topicGroupId', type: 'int32', versions: '1+', about: 'Number of the sub-topology' },
      { name: 'partition', type: 'int32', versions: '1+', about: 'Partition number' },
      {
        name: 'namedTopology',
        type: '[]int16',
        versions: '10+',
        about: "UTF-16 units of the topology's name; none when it has none",
      },
      {
        name: 'partitions',
        type: '[]StreamsTopicPartition',
        versions: '1+',
        about: 'Changelog partitions of the task',
      },
    ],
    StreamsTopicPartition: [
      { name: 'topic', type: 'string', versions: '1+', about: 'Name of the topic' },
      { name: 'partition', type: 'int32', versions: '1+', about: 'Partition number' },
    ],
    HostDictionaryPartitions: [
      { name: 'host', type: 'string', versions: '5+', about: 'Host name' },
      { name: 'port', type: 'int32', versions: '5+', about: 'TCP port' },
      { name: 'partitions', type: '[]DictionaryPartition', versions: '5+', about: 'Partitions there' },
    ],
    DictionaryPartition: [
      { name: 'topicIndex', type: 'int32', versions: '5+', about: 'Number of the topic in the dictionary' },
      { name: 'partition', type: 'int32', versions: '5+', about: 'Partition number' },
    ],
    TopicDictionaryEntry: [
      { name: 'index', type: 'int32', versions: '5+', about: 'Number of the topic' },
      { name: 'topic', type: 'string', versions: '5+', about: 'Name of the topic' },
    ],
  },
} satisfies DataSchema
