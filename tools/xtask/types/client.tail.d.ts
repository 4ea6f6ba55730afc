// client.js itself.

/** Failure of a call. */
export class ApiError extends Error {
  /** 0 where nobody answered. */
  status: number;
  /** Undefined where something else answered than our functions, such as API Gateway. */
  code: ErrorCode | 'unreachable' | undefined;
  /** Seconds: as `Retry-After` says, else 1. */
  retryAfter: number;
  constructor(status: number, problem: { code?: ApiError['code']; message?: string }, retryAfter?: number);
}
export interface ApiError extends Omit<MembersOf<ProblemIn<operations[keyof operations]>>, keyof Error | 'status' | 'code'> {}

/** Codes of one route: `error.code as ErrorCodeOf<'GET', '/api/products/{id}'>`. */
export type ErrorCodeOf<M extends Method, T extends TemplateOf<M>> = ProblemIn<OperationOf<M, T>>['code'];

/** Number that is a text where JavaScript would change it: 5, "19.90". */
export type Decimal = number | string;

export interface ClientOptions {
  /** Without it, cookies are sent. */
  token?: () => Promise<string>;
  onAnswer?: (answer: { method: Method; path: string; status: number; milliseconds: number }) => void;
  /** Told of a wait, in seconds, before a `GET` is repeated. */
  onPause?: (seconds: number, error: ApiError) => void;
}

export function createClient(options?: ClientOptions): Client;

export interface Client {
  call<M extends Method, P extends string, R = Unparsed>(
    method: M,
    path: PathOf<M, P>,
    ...options: OptionsOf<OperationAt<M, P>, R>
  ): Promise<AnswerOf<OperationAt<M, P>, R>>;

  get<P extends string, R = Unparsed>(
    path: PathOf<'GET', P>,
    ...options: OptionsOf<OperationAt<'GET', P>, R>
  ): Promise<AnswerOf<OperationAt<'GET', P>, R>>;

  /** Drops the token, so that the next call asks for one. */
  forget(): void;
}

export interface CallOptions<R = Unparsed> {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Reads the answer in place of `parseExact`. With `JSON.parse`, a `Decimal` is a number. */
  parse?: (text: string) => R;
}

export function parseExact(text: string): unknown;

type Method = { [M in AnyMethod]: [TemplateOf<M>] extends [never] ? never : M }[AnyMethod];
type AnyMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Paths of the document that take this method, as it writes them: `/api/products/{id}`. */
type TemplateOf<M extends AnyMethod> = {
  [T in keyof paths]: [OperationOf<M, T>] extends [never] ? never : T;
}[keyof paths];

type OperationOf<M extends AnyMethod, T extends keyof paths> = Exclude<paths[T][Lowercase<M>], undefined>;

type OperationAt<M extends AnyMethod, P extends string> = OperationOf<M, TemplateAt<M, BeforeQuery<P>>>;

type BeforeQuery<P extends string> = P extends `${infer Path}?${string}` ? Path : P;

/** Template of a concrete path: its own name, else the one whose segments it has. */
type TemplateAt<M extends AnyMethod, P extends string> = P extends `${string}{${string}`
  ? never
  : P extends TemplateOf<M>
    ? P
    : { [T in TemplateOf<M>]: HasSegments<P, T> extends true ? T : never }[TemplateOf<M>];

type HasSegments<P extends string, T extends string> = T extends `${infer Segment}/${infer Rest}`
  ? P extends `${infer First}/${infer Others}`
    ? IsSegment<First, Segment> extends true
      ? HasSegments<Others, Rest>
      : false
    : false
  : P extends `${string}/${string}`
    ? false
    : IsSegment<P, T>;

type IsSegment<P extends string, T extends string> = T extends `{${string}}`
  ? P extends '' ? false : true
  : P extends T ? true : false;

/** The path itself where the document has it, query included; else what it has, for the compiler's sentence. */
type PathOf<M extends AnyMethod, P extends string> = P extends string
  ? [OperationAt<M, P>] extends [never]
    ? Shown<TemplateOf<M>>
    : [UnknownIn<P, ParametersOf<OperationAt<M, P>>>] extends [never]
      ? P
      : BeforeQuery<P> | `${BeforeQuery<P>}?${ParametersOf<OperationAt<M, P>>}=`
  : never;

/** Written so that no path is one by chance: `/api/products/<id>`. */
type Shown<T extends string> = T extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}<${Name}>${Shown<After>}`
  : T;

type ParametersOf<O> = O extends { parameters: { query?: infer Q } } ? keyof Q & string : never;

/** Names in a query that are no parameter; a name that is not known before the call is let through. */
type UnknownIn<P extends string, Known extends string> = P extends `${string}?${infer Query}`
  ? UnknownName<Query, Known>
  : never;

type UnknownName<Query extends string, Known extends string> = Query extends `${infer First}&${infer Rest}`
  ? UnknownName<First, Known> | UnknownName<Rest, Known>
  : Query extends `${infer Name}=${string}`
    ? UnknownName<Name, Known>
    : {} extends Record<Query, true> ? never : Exclude<Query, Known>;

/** Anything where there is no such operation: the path is what is wrong then. */
type OptionsOf<O, R> = [O] extends [never]
  ? [options?: CallOptions<R> & { body?: unknown }]
  : {} extends BodyOf<O>
    ? [options?: CallOptions<R> & BodyOf<O>]
    : [options: CallOptions<R> & BodyOf<O>];

type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: AsJson<B> }
  : O extends { requestBody?: infer Q }
    ? { body?: Q extends { content: { 'application/json': infer B } } ? AsJson<B> : undefined }
    : never;

interface AnswerOf<O, R> {
  /** Null where the answer has no body. */
  data: ReadBy<R, DataOf<O>>;
  etag: O extends { responses: { 200: { headers: { ETag?: string } } } } ? string : string | null;
}

type DataOf<O> = O extends { responses: infer A }
  ? { [S in keyof A & Success]: A[S] extends { content: infer C } ? C[keyof C] : null }[keyof A & Success]
  : never;

type Success = 200 | 201 | 202 | 203 | 204;

/** `parse` decides; where it says `any`, as `JSON.parse` does, the document. */
type ReadBy<R, D> = [R] extends [Unparsed] ? (0 extends 1 & R ? AsJson<D> : D) : R;

/** The same with numbers as JSON has them. */
type AsJson<D> = [Decimal] extends [D]
  ? number | Exclude<D, Decimal>
  : D extends object ? { [K in keyof D]: AsJson<D[K]> } : D;

declare const unparsed: unique symbol;
type Unparsed = typeof unparsed;

/** Problems that an operation may answer. */
type ProblemIn<O> = O extends { responses: infer A }
  ? { [S in keyof A]: A[S] extends { content: { 'application/problem+json': infer P extends Problem } } ? P : never }[keyof A]
  : never;

/** Members that one of these has at least. */
type MembersOf<P> = { [K in P extends unknown ? keyof P : never]?: P extends { [_ in K]?: infer V } ? V : never };

export {};
