package org.rationale.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What is asked of the proof graph about each fact. */
sealed interface ProbabilityReading {

  /** The probability under the possible worlds. */
  record Exact() implements ProbabilityReading {}

  /** The probability of the most likely proof. */
  record MostLikely() implements ProbabilityReading {}

  /** The probability that one of the k most likely proofs holds. */
  record TopK(int k) implements ProbabilityReading {}

  /** An interval around the probability that is no wider than epsilon, where that can be had. */
  record Bounds(double epsilon) implements ProbabilityReading {}

  /** Its share of sampled worlds, with an interval of 95% confidence. */
  record Samples(int worlds, long seed) implements ProbabilityReading {}

  /** Nothing. */
  record None() implements ProbabilityReading {}

  /** Reads it as it is written on the command line. */
  final class Converter implements ITypeConverter<ProbabilityReading> {

    private static final String FORMS =
        "exact, most-likely, top-k:K, bounds:EPS, samples:N or none";

    /** The seed of samples that name none. */
    private static final long FIRST_SEED = 1;

    Converter() {}

    @Override
    public ProbabilityReading convert(String text) {
      int colon = text.indexOf(':');
      String kind = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      return switch (kind) {
        case "exact" -> plain(new Exact(), text, value);
        case "most-likely" -> plain(new MostLikely(), text, value);
        case "none" -> plain(new None(), text, value);
        case "top-k" -> topK(text, value);
        case "bounds" -> bounds(text, value);
        case "samples" -> samples(text, value);
        default -> throw wrong(text, "Write " + FORMS + ".");
      };
    }

    private static ProbabilityReading plain(ProbabilityReading reading, String text, String value) {
      if (!value.isEmpty()) {
        throw wrong(text, "It takes no value: write " + FORMS + ".");
      }
      return reading;
    }

    private static ProbabilityReading topK(String text, String value) {
      try {
        int k = Integer.parseInt(value);
        if (k >= 1) {
          return new TopK(k);
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw wrong(text, "Write how many proofs, 1 or more: top-k:10");
    }

    private static ProbabilityReading bounds(String text, String value) {
      try {
        double epsilon = Double.parseDouble(value);
        if (epsilon >= 0 && epsilon <= 1) {
          return new Bounds(epsilon);
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw wrong(text, "Write how wide the interval may be, from 0 to 1: bounds:0.01");
    }

    private static ProbabilityReading samples(String text, String value) {
      int colon = value.indexOf(':');
      try {
        int worlds = Integer.parseInt(colon < 0 ? value : value.substring(0, colon));
        long seed = colon < 0 ? FIRST_SEED : Long.parseLong(value.substring(colon + 1));
        if (worlds >= 1) {
          return new Samples(worlds, seed);
        }
      } catch (NumberFormatException notANumber) {
        // Said below.
      }
      throw wrong(
          text, "Write how many worlds, 1 or more, and a seed if you like: samples:10000:7");
    }

    private static TypeConversionException wrong(String text, String hint) {
      return new TypeConversionException(
          "(%s) is no way to read a probability. %s".formatted(text, hint));
    }
  }
}
