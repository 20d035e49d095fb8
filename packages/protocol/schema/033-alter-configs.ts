import type { ApiSchema } from './form/schema.ts'

export const alterConfigs = {
  key: 33,
  name: 'AlterConfigs',
  versions: '0-2',
  flexibleFrom: 2,
  request: {
    fields: [
      {
        name: 'resources',
        type: '[]ReplacedConfigsResource',
        versions: '0+',
        about: 'The resources',
        fields: [
          { name: 'resourceType', type: 'int8', versions: '0+', about: '2 topic, 4 broker' },
          {
            name: 'resourceName',
            type: 'string',
            versions: '0+',
            about: 'Name of the topic or id of the broker',
          },
          {
            name: 'configs',
            type: '[]ReplacedConfig',
            versions: '0+',
            about: 'All configuration entries that the resource shall have of its own',
            fields: [
              { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
              {
                name: 'value',
                type: 'string',
                versions: '0+',
                nullable: '0+',
                about: 'The value; null for none',
              },
            ],
          },
        ],
      },
      { name: 'validateOnly', type: 'bool', versions: '0+', about: 'Whether to check and change nothing' },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '0+',
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'responses',
        type: '[]ReplacedConfigsResourceResponse',
        versions: '0+',
        about: 'One answer for each',
        fields: [
          { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '0+',
            nullable: '0+',
            about: 'What went wrong, in words; null for nothing',
          },
          { name: 'resourceType', type: 'int8', versions: '0+', about: '2 topic, 4 broker' },
          {
            name: 'resourceName',
            type: 'string',
            versions: '0+',
            about: 'Name of the topic or id of the broker',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
