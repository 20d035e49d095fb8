import type { ApiSchema } from './form/schema.ts'

export const describeConfigs = {
  key: 32,
  name: 'DescribeConfigs',
  versions: '1-4',
  flexibleFrom: 4,
  request: {
    fields: [
      {
        name: 'resources',
        type: '[]DescribeConfigsResource',
        versions: '1+',
        about: 'The resources',
        fields: [
          { name: 'resourceType', type: 'int8', versions: '1+', about: '2 topic, 4 broker' },
          {
            name: 'resourceName',
            type: 'string',
            versions: '1+',
            about: 'Name of the topic or id of the broker',
          },
          {
            name: 'configurationKeys',
            type: '[]string',
            versions: '1+',
            nullable: '1+',
            about: 'Names asked for; null for all',
          },
        ],
      },
      {
        name: 'includeSynonyms',
        type: 'bool',
        versions: '1+',
        about: 'Whether to say where else a value could come from',
      },
      { name: 'includeDocumentation', type: 'bool', versions: '3+', about: 'Whether to explain the entries' },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '1+',
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'results',
        type: '[]DescribeConfigsResult',
        versions: '1+',
        about: 'One result for each',
        fields: [
          { name: 'errorCode', type: 'int16', versions: '1+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '1+',
            nullable: '1+',
            about: 'What went wrong, in words; null for nothing',
          },
          { name: 'resourceType', type: 'int8', versions: '1+', about: '2 topic, 4 broker' },
          {
            name: 'resourceName',
            type: 'string',
            versions: '1+',
            about: 'Name of the topic or id of the broker',
          },
          {
            name: 'configs',
            type: '[]DescribeConfigsResourceResult',
            versions: '1+',
            about: 'Configuration entries',
            fields: [
              { name: 'name', type: 'string', versions: '1+', about: 'Name of it' },
              {
                name: 'value',
                type: 'string',
                versions: '1+',
                nullable: '1+',
                about: 'The value; null for none',
              },
              {
                name: 'readOnly',
                type: 'bool',
                versions: '1+',
                about: 'Whether the entry cannot be changed',
              },
              {
                name: 'configSource',
                type: 'int8',
                versions: '1+',
                default: -1,
                ignorable: true,
                about:
                  'Where the value comes from: 1 topic, 2 dynamic broker, 3 dynamic default broker, 4 static broker, 5 default',
              },
              {
                name: 'isSensitive',
                type: 'bool',
                versions: '1+',
                about: 'Whether the value is kept secret',
              },
              {
                name: 'synonyms',
                type: '[]DescribeConfigsSynonym',
                versions: '1+',
                ignorable: true,
                about: 'Where else a value could come from',
                fields: [
                  { name: 'name', type: 'string', versions: '1+', about: 'Name of it' },
                  {
                    name: 'value',
                    type: 'string',
                    versions: '1+',
                    nullable: '1+',
                    about: 'The value; null for none',
                  },
                  { name: 'source', type: 'int8', versions: '1+', about: 'Where the value comes from' },
                ],
              },
              {
                name: 'configType',
                type: 'int8',
                versions: '3+',
                ignorable: true,
                about: 'Type of the value',
              },
              {
                name: 'documentation',
                type: 'string',
                versions: '3+',
                nullable: '1+',
                ignorable: true,
                about: 'What the entry is for, in words',
              },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
