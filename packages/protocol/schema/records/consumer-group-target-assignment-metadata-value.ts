import type { DataSchema } from '../form/schema.ts'

export const consumerGroupTargetAssignmentMetadataValue = {
  name: 'ConsumerGroupTargetAssignmentMetadataValue',
  key: 6,
  versions: '0',
  flexibleFrom: 0,
  about: "The epoch of a consumer group's target assignment, in __consumer_offsets.",
  fields: [
    {
      name: 'assignmentEpoch',
      type: 'int32',
      versions: '0+',
      about: 'Epoch of the target assignment',
    },
    {
      name: 'assignmentTimestamp',
      type: 'int64',
      versions: '0+',
      tag: 0,
      tagged: '0+',
      default: 0,
      ignorable: true,
      about: 'When the target was computed, in ms',
    },
  ],
} satisfies DataSchema
