import { DmnModdle } from 'dmn-moddle';
import { Fault } from '@fanxing/kernel';
import { asItIs, builtInType, type DmnType } from './dmn-type.js';

/** What a DMN file decides, and by which names it is given what it decides on. */
export interface DmnFile {
  readonly decisions: readonly DmnDecision[];
  /** The input data that a decision requires. */
  readonly inputs: readonly DmnInput[];
}

export interface DmnInput {
  readonly name: string;
  readonly type: DmnType;
}

/** A decision of a DMN file: a table, or one expression, over input data and other decisions. */
export interface DmnDecision {
  readonly id: string;
  readonly name: string;
  /** The ids of the decisions that it builds on. */
  readonly requires: readonly string[];
  readonly logic: DmnTable | DmnLiteral;
}

export interface DmnLiteral {
  readonly kind: 'literal';
  readonly text: string;
}

export interface DmnTable {
  readonly kind: 'table';
  readonly hitPolicy: HitPolicy;
  readonly aggregation: 'SUM' | 'MIN' | 'MAX' | 'COUNT' | null;
  readonly inputs: readonly string[];
  readonly outputs: readonly DmnOutput[];
  readonly rules: readonly DmnRule[];
}

export interface DmnOutput {
  readonly name: string;
  /** The values that it can have, the most important first. */
  readonly values: string;
  /** What it is where no rule hits. */
  readonly otherwise: string;
}

export interface DmnRule {
  readonly tests: readonly string[];
  readonly entries: readonly string[];
}

const hitPolicies = ['UNIQUE', 'ANY', 'FIRST', 'PRIORITY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const;
export type HitPolicy = (typeof hitPolicies)[number];

const sizeMax = 5_000_000;
/** The reader knows version 1.3 alone; the parts that are read here are the same in all. */
const modelNamespace = /https?:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/(?:MODEL\/|dmn\.xsd)/g;

/**
 * Reads the decisions of a DMN 1.x file. Document types and entities are refused before anything is parsed: they reach
 * for files and grow without bound. Fails with STRATEGY_INVALID, which names the decision.
 */
export async function readDmn(xml: string): Promise<DmnFile> {
  if (xml.length > sizeMax) refuse(`the file is larger than ${sizeMax} characters`);
  if (/<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(xml))
    refuse('the file declares a document type or entities');
  const known = xml.replace(modelNamespace, 'https://www.omg.org/spec/DMN/20191111/MODEL/');
  const { rootElement } = await new DmnModdle().fromXML(known, 'dmn:Definitions').catch((error: unknown) => {
    refuse(`it is not a DMN file (${String((error as Error).message).slice(0, 200)})`);
  });
  const elements = rootElement.drgElement ?? [];
  const decisions = elements.filter(({ $type }) => $type === 'dmn:Decision').map(decisionOf);
  const others = elements.find(
    ({ $type }) => !['dmn:Decision', 'dmn:InputData', 'dmn:KnowledgeSource'].includes($type),
  );
  if (others) refuse(`"${others.name ?? others.id ?? ''}" is a ${others.$type}, which is not run`);
  if (decisions.length === 0) refuse('the file holds no decision');
  return { decisions, inputs: inputsOf(elements, rootElement.itemDefinition ?? []) };
}

type Element = Awaited<ReturnType<DmnModdle['fromXML']>>['rootElement'];

function inputsOf(elements: readonly Element[], types: readonly Element[]): DmnInput[] {
  const required = new Set(
    elements.flatMap(({ informationRequirement = [] }) =>
      informationRequirement.flatMap(({ requiredInput }) => idOf(requiredInput) ?? []),
    ),
  );
  return elements
    .filter(({ $type, id = '' }) => $type === 'dmn:InputData' && required.has(id))
    .map(({ id = '', name = id, variable }) => ({
      name: variable?.name ?? name,
      type: typeOf(variable, types, 0),
    }));
}

const typeDepthMax = 10;

/** Names of a file's own types may be qualified; one that is defined by itself ends at some depth. */
function typeOf(element: Element | undefined, types: readonly Element[], depth: number): DmnType {
  const { typeRef, itemComponent = [] } = element ?? {};
  if (itemComponent.length > 0 && depth <= typeDepthMax) {
    const components = itemComponent.map(
      (component) => [component.name ?? '', typeOf(component, types, depth + 1)] as const,
    );
    return { kind: 'context', components: Object.fromEntries(components) };
  }
  if (typeRef === undefined || depth > typeDepthMax) return asItIs;
  const name = typeRef.replace(/^\w+:/, '');
  const own = types.find((type) => type.name === name);
  return own ? typeOf(own, types, depth + 1) : (builtInType(typeRef) ?? asItIs);
}

function idOf(reference: { readonly href?: string } | undefined): string | undefined {
  return reference?.href?.replace(/^.*#/, '');
}

function decisionOf({
  id = '',
  name = id,
  variable,
  informationRequirement = [],
  decisionLogic,
}: Element): DmnDecision {
  const requires = informationRequirement.flatMap(({ requiredDecision }) => idOf(requiredDecision) ?? []);
  const called = variable?.name ?? name;
  if (decisionLogic?.$type === 'dmn:LiteralExpression') {
    return { id, name: called, requires, logic: { kind: 'literal', text: decisionLogic.text ?? '' } };
  }
  if (decisionLogic?.$type !== 'dmn:DecisionTable') {
    return refuse(`the decision "${name}" is no table and no expression`);
  }
  return { id, name: called, requires, logic: tableOf(name, decisionLogic) };
}

function tableOf(decision: string, table: Element): DmnTable {
  const { input = [], output = [], rule = [], hitPolicy = 'UNIQUE', aggregation } = table;
  const policy = hitPolicies.find((known) => known === hitPolicy);
  if (!policy) return refuse(`the decision "${decision}" has the unknown hit policy ${hitPolicy}`);
  const rules = rule.map(({ inputEntry = [], outputEntry = [] }, row) => {
    if (inputEntry.length !== input.length || outputEntry.length !== output.length) {
      refuse(`row ${row + 1} of the decision "${decision}" has not one entry for each column`);
    }
    return {
      tests: inputEntry.map(({ text = '' }) => text),
      entries: outputEntry.map(({ text = '' }) => text),
    };
  });
  return {
    kind: 'table',
    hitPolicy: policy,
    aggregation: (aggregation ?? null) as DmnTable['aggregation'],
    inputs: input.map(({ inputExpression }) => inputExpression?.text ?? ''),
    outputs: output.map(({ name = '', outputValues, defaultOutputEntry }) => ({
      name,
      values: outputValues?.text ?? '',
      otherwise: defaultOutputEntry?.text ?? '',
    })),
    rules,
  };
}

function refuse(problem: string): never {
  throw new Fault('STRATEGY_INVALID', { problem });
}
