import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { formatRate, parseRate } from '@fanxing/kernel';
import type { ProductTermsJson } from '@fanxing/product-domain';
import type { Money } from '../generated/schema.js';

const daysPerYear = 365n;

/** Terms as they are shown: amounts with their currency, and each daily rate also by the year. */
@Resolver('ProductTerms')
export class ProductTermsResolver {
  @ResolveField('limitMin')
  limitMin(@Parent() terms: ProductTermsJson): Money {
    return { amount: terms.limitMin, currency: terms.currency };
  }

  @ResolveField('limitMax')
  limitMax(@Parent() terms: ProductTermsJson): Money {
    return { amount: terms.limitMax, currency: terms.currency };
  }

  @ResolveField('drawMin')
  drawMin(@Parent() terms: ProductTermsJson): Money {
    return { amount: terms.drawMin, currency: terms.currency };
  }

  @ResolveField('annualRateMin')
  annualRateMin(@Parent() terms: ProductTermsJson): string {
    return annualRate(terms.dailyRateMin);
  }

  @ResolveField('annualRateMax')
  annualRateMax(@Parent() terms: ProductTermsJson): string {
    return annualRate(terms.dailyRateMax);
  }
}

/** Simple interest (单利), as the rules on showing a loan's annual rate ask of interest that is paid by the day. */
function annualRate(dailyRate: string): string {
  return formatRate({ units: parseRate(dailyRate).units * daysPerYear });
}
