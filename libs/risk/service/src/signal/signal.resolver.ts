import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { Signal, SignalPicture, SignalReason } from '../generated/schema.js';
import { ReadBorrowerSignals, type BorrowerSignals, type SignalsQuery } from './read-borrower-signals.js';
import { signalCatalogue } from './signal-catalogue.js';
import type { SignalDefinition } from './signal.js';

@Resolver('BorrowerSignals')
export class SignalResolver {
  constructor(private readonly readBorrowerSignals: ReadBorrowerSignals) {}

  @Query('signals')
  catalogue(@CurrentTenant() context: TenantContext): readonly SignalDefinition[] {
    mustBeAllowedTo(context, 'risk:read');
    return signalCatalogue;
  }

  @Query('borrowerSignals')
  ofBorrower(@CurrentTenant() context: TenantContext, @Args() query: SignalsQuery): Promise<BorrowerSignals> {
    return this.readBorrowerSignals.run(context, query);
  }

  @ResolveField('signals')
  signals(@Parent() { families }: BorrowerSignals): Signal[] {
    const figures = Object.assign({}, ...families.map((each) => each.figures)) as Record<
      string,
      number | null
    >;
    const names = new Set<string>(families.map(({ family }) => family));
    return signalCatalogue
      .filter(({ name }) => names.has(name.split('.')[0] ?? ''))
      .map(({ name, meaning, meaningZh, unit, unitZh }) => ({
        ...{ name, meaning, meaningZh, unit, unitZh },
        value: figures[name] ?? null,
      }));
  }

  @ResolveField('reasons')
  reasons(@Parent() { families }: BorrowerSignals): SignalReason[] {
    return families.flatMap(({ family, reasons }) =>
      reasons().map(({ code, en, zh }) => ({
        ...{ code, text: en, textZh: zh },
        family: family.toUpperCase() as SignalReason['family'],
      })),
    );
  }

  @ResolveField('pictures')
  pictures(@Parent() { families }: BorrowerSignals): SignalPicture[] {
    return families.flatMap(({ family, pictures }) =>
      pictures().map(({ subject, svg }) => ({
        ...{ subject, svg },
        family: family.toUpperCase() as SignalPicture['family'],
      })),
    );
  }
}
