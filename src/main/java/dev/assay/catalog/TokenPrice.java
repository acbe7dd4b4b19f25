package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * What one endpoint charges from a day on (UTC).
 *
 * @param cachedInput null where cached tokens cost what other input does; likewise cacheWrite
 * @param reasoning null where reasoning costs what other output does
 * @param request what each request costs besides its tokens; zero for most
 */
public record TokenPrice(
    LocalDate validFrom,
    UsdPerMillion input,
    UsdPerMillion output,
    UsdPerMillion cachedInput,
    UsdPerMillion cacheWrite,
    UsdPerMillion reasoning,
    Usd request)
    implements Serializable {
  public TokenPrice {
    requireNonNull(validFrom, "validFrom");
    requireNonNull(input, "input");
    requireNonNull(output, "output");
    requireNonNull(request, "request");
  }

  public static TokenPrice of(LocalDate validFrom, UsdPerMillion input, UsdPerMillion output) {
    return new TokenPrice(validFrom, input, output, null, null, null, Usd.ZERO);
  }

  /** What a call with these tokens costs, exactly; each token is charged once, in its own class. */
  public Usd cost(TokenUse use) {
    return input
        .times(use.prompt() - use.cached() - use.cacheWrite())
        .plus((cachedInput == null ? input : cachedInput).times(use.cached()))
        .plus((cacheWrite == null ? input : cacheWrite).times(use.cacheWrite()))
        .plus(output.times(use.completion() - use.reasoning()))
        .plus((reasoning == null ? output : reasoning).times(use.reasoning()))
        .plus(request);
  }
}
