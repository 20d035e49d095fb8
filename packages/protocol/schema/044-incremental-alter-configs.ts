import type { ApiSchema } from './form/schema.ts'

export const incrementalAlterConfigs = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: '0-1',
  flexibleFrom: 1,
  request: {
    fields: [
      {
        name: 'resources',
        type: '[]AlterConfigsResource',
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
            type: '[]AlterableConfig',
            versions: '0+',
            about: 'Configuration entries',
            fields: [
              { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
              {
                name: 'configOperation',
                type: 'int8',
                versions: '0+',
                about: 'What to do: 0 set, 1 delete, 2 append, 3 subtract',
              },
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
        type: '[]AlterConfigsResourceResponse',
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
