import type { DataSchema } from '../form/schema.ts'

export const consumerGroupCurrentMemberAssignmentKey = {
  name: 'ConsumerGroupCurrentMemberAssignmentKey',
  key: 8,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of what a member of a consumer group has, in __consumer_offsets.',
  fields: [
    {
      name: 'groupId',
      type: 'string',
      versions: '0',
      about: 'Id of the group',
    },
    {
      name: 'memberId',
      type: 'string',
      versions: '0',
      about: 'Id of the member',
    },
  ],
} satisfies DataSchema
