import type { ApiSchema } from './form/schema.ts'

export const deleteTopics = {
  key: 20,
  name: 'DeleteTopics',
  versions: '1-6',
  flexibleFrom: 4,
  request: {
    fields: [
      {
        name: 'topics',
        type: '[]DeleteTopicState',
        versions: '6+',
        about: 'The topics',
        fields: [
          {
            name: 'name',
            type: 'string',
            versions: '6+',
            nullable: '6+',
            default: null,
            about: 'Name of it',
          },
          { name: 'topicId', type: 'uuid', versions: '6+', about: 'Id of the topic' },
        ],
      },
      {
        name: 'topicNames',
        type: '[]string',
        versions: '1-5',
        ignorable: true,
        about: 'Names of the topics',
      },
      { name: 'timeoutMs', type: 'int32', versions: '1+', about: 'How long the broker may take, in ms' },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '1+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'responses',
        type: '[]DeletableTopicResult',
        versions: '1+',
        about: 'One answer for each',
        fields: [
          { name: 'name', type: 'string', versions: '1+', nullable: '6+', about: 'Name of it' },
          { name: 'topicId', type: 'uuid', versions: '6+', ignorable: true, about: 'Id of the topic' },
          { name: 'errorCode', type: 'int16', versions: '1+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '5+',
            nullable: '5+',
            default: null,
            ignorable: true,
            about: 'What went wrong, in words; null for nothing',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
