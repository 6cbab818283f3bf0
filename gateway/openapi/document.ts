/** The OpenAPI 3.1 document of the operations, made from the schemas that validate. */
import { z } from 'zod';
import {
  fleetJobSchema,
  jobListSchema,
  listedJobSchema,
  submittedFleetJobSchema,
} from '../../contracts/wire/fleet-job.ts';
import { fleetStatusSchema } from '../../contracts/wire/fleet-status.ts';
import { healthSchema } from '../../contracts/wire/health.ts';
import { problemMediaType, problemSchema } from '../../contracts/wire/problem-details.ts';
import { runResultSchema } from '../../contracts/run-result.ts';
import { submissionSchema } from '../../contracts/wire/submission.ts';
import { usageSchema } from '../../contracts/wire/usage.ts';
import { validationSchema } from '../../contracts/wire/validation.ts';
import type { Answer, Content, Operation } from './operation.ts';

type Json = Readonly<Record<string, unknown>>;

/** Schemas that have a name in the document. */
const named: Readonly<Record<string, z.ZodType>> = {
  Problem: problemSchema,
  Submission: submissionSchema,
  SubmittedJob: submittedFleetJobSchema,
  Job: fleetJobSchema,
  ListedJob: listedJobSchema,
  JobList: jobListSchema,
  RunResult: runResultSchema,
  Usage: usageSchema,
  Validation: validationSchema,
  FleetStatus: fleetStatusSchema,
  Health: healthSchema,
};

const componentUri = (name: string): string => `#/components/schemas/${name}`;

export function openApiDocument(
  operations: Readonly<Record<string, Operation>>,
  version: string,
): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [id, operation] of Object.entries(operations)) {
    (paths[operation.path] ??= {})[operation.method] = operationObject(id, operation);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'LiveCalc gateway',
      version,
      description:
        'Stochastic life-insurance valuations on a fleet. Every error is a problem (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A JSON Web Token or an API key.' },
        objectToken: { type: 'http', scheme: 'bearer', description: 'Of one job, for workers.' },
      },
    },
  };
}

function operationObject(id: string, operation: Operation): Json {
  const { summary, door, body, answers } = operation;
  const parameters = parametersOf(operation);
  const responses = Object.entries(answers).map(([status, answer]) => [status, response(answer)]);
  return {
    operationId: id,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentObject(body, 'input') } }),
    responses: { ...Object.fromEntries(responses), default: problemResponse },
    security: security(door),
  };
}

function security(door: Operation['door']): readonly Json[] {
  if (door === 'open') return [];
  return [door === 'object token' ? { objectToken: [] } : { bearer: [] }];
}

function parametersOf({ path, query, headers = {} }: Operation): readonly Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    ...describedAs((schema as z.ZodType).description),
    schema: schemaObject(schema as z.ZodType, 'input'),
  }));
  const inHeader = Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

function describedAs(description: string | undefined): Json {
  return description === undefined ? {} : { description };
}

function response({ description, content }: Answer): Json {
  return { description, ...(content && { content: contentObject(content, 'output') }) };
}

const problemResponse = {
  description: 'What is wrong, with a stable code.',
  content: { [problemMediaType]: { schema: { $ref: componentUri('Problem') } } },
};

function contentObject(content: Readonly<Record<string, Content>>, io: Io): Json {
  const media = Object.entries(content).map(([type, schema]) => [
    type,
    schema === 'bytes'
      ? {}
      : { schema: schema === 'text' ? { type: 'string' } : referenceOr(schema, io) },
  ]);
  return Object.fromEntries(media) as Json;
}

type Io = 'input' | 'output';

function referenceOr(schema: z.ZodType, io: Io): Json {
  const name = Object.keys(named).find((key) => named[key] === schema);
  return name === undefined ? schemaObject(schema, io) : { $ref: componentUri(name) };
}

function schemaObject(schema: z.ZodType, io: Io): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** Requests as a client writes them, answers as they are sent. */
function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const options = { uri: componentUri, unrepresentable: 'any' } as const;
  const answers = z.toJSONSchema(registry, { ...options, io: 'output' }).schemas;
  const { Submission } = z.toJSONSchema(registry, { ...options, io: 'input' }).schemas;
  const schemas = Object.entries({ ...answers, Submission }).map(([name, schema]) => {
    const { $schema: _, $id: __, ...rest } = schema as Record<string, unknown>;
    return [name, rest];
  });
  return Object.fromEntries(schemas) as Json;
}
