/** As much of the library as is used: it brings no types of its own. */
declare module 'dmn-moddle' {
  interface DmnElement {
    readonly $type: string;
    readonly id?: string;
    readonly name?: string;
    readonly text?: string;
    readonly href?: string;
    readonly hitPolicy?: string;
    readonly aggregation?: string;
    readonly variable?: DmnElement;
    readonly decisionLogic?: DmnElement;
    readonly typeRef?: string;
    readonly itemDefinition?: readonly DmnElement[];
    readonly itemComponent?: readonly DmnElement[];
    readonly drgElement?: readonly DmnElement[];
    readonly informationRequirement?: readonly DmnElement[];
    readonly requiredDecision?: DmnElement;
    readonly requiredInput?: DmnElement;
    readonly input?: readonly DmnElement[];
    readonly output?: readonly DmnElement[];
    readonly rule?: readonly DmnElement[];
    readonly inputExpression?: DmnElement;
    readonly inputEntry?: readonly DmnElement[];
    readonly outputEntry?: readonly DmnElement[];
    readonly outputValues?: DmnElement;
    readonly defaultOutputEntry?: DmnElement;
  }
  export class DmnModdle {
    fromXML(xml: string, type: string): Promise<{ rootElement: DmnElement }>;
  }
}
