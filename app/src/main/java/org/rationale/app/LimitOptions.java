package org.rationale.app;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rationale.reasoner.Limits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How far reasoning may go. */
final class LimitOptions {

  @Option(
      names = "--limit-facts",
      paramLabel = "N",
      converter = Count.class,
      description = "Stops at this many facts, given ones included.")
  private long facts = Long.MAX_VALUE;

  @Option(
      names = "--limit-derivations",
      paramLabel = "N",
      converter = Count.class,
      description = "Stops at this many derivations.")
  private long derivations = Long.MAX_VALUE;

  @Option(
      names = "--time-limit",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "Stops rules that run longer than this.")
  private Duration time = Limits.NONE.time();

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      converter = Size.class,
      description = "Stops when facts and derivations take this much memory: 500m, 4g.")
  private long bytes = Long.MAX_VALUE;

  Limits limits() {
    return new Limits(facts, derivations, time, bytes, () -> false);
  }

  /** A positive number. */
  static final class Count implements ITypeConverter<Long> {

    Count() {}

    @Override
    public Long convert(String text) {
      try {
        long count = Long.parseLong(text);
        if (count >= 1) {
          return count;
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new TypeConversionException("(%s) is no whole number from 1 on.".formatted(text));
    }
  }

  /** Seconds, with decimals. */
  static final class Seconds implements ITypeConverter<Duration> {

    private static final BigDecimal MOST = BigDecimal.valueOf(Limits.NONE.time().toSeconds());

    Seconds() {}

    @Override
    public Duration convert(String text) {
      try {
        BigDecimal seconds = new BigDecimal(text);
        if (seconds.signum() > 0) {
          return Duration.ofMillis(
              seconds.min(MOST).movePointRight(3).max(BigDecimal.ONE).longValue());
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw new TypeConversionException(
          "(%s) is no number of seconds above 0: 2.5, 60".formatted(text));
    }
  }

  /** Bytes, with a letter for a larger unit. */
  static final class Size implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})([kmgt]?)b?");
    private static final String UNITS = "kmgt";

    Size() {}

    @Override
    public Long convert(String text) {
      Matcher size = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (size.matches()) {
        int unit = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        double bytes = Double.parseDouble(size.group(1)) * Math.pow(1024, unit);
        if (bytes >= 1) {
          return (long) bytes;
        }
      }
      throw new TypeConversionException(
          "(%s) is no size: write bytes, or a number and k, m, g or t, as in 500m."
              .formatted(text));
    }
  }
}
