// The two documents that the server describes itself with, as far as this page reads them.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

type Content = Record<string, { schema?: Schema }>;

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { $ref?: string; description?: string; content?: Content }>;
  security: Record<string, unknown>[];
}

interface Info {
  title: string;
  version: string;
  description: string;
}

export interface OpenApi {
  info: Info;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, { description: string }> };
}

export interface AsyncApi {
  info: Info;
  operations: Record<string, { action: 'send' | 'receive'; summary: string; reply?: unknown }>;
  components: { schemas: Record<string, Schema>; messages: Record<string, { payload: Schema }> };
}

/** The last part of a reference: the name of what it leads to. */
export const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

export const readAll = (): Promise<[OpenApi, AsyncApi]> => Promise.all([read<OpenApi>('/api/openapi.json'), read<AsyncApi>('/api/asyncapi.json')]);
