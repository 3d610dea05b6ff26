package org.rationale.explanations;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rationale.kg.Doubt;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.reasoner.Decision;

/** What a classifier is not sure of, in words. */
final class DoubtWording {

  private DoubtWording() {}

  /** All that is to be said of one percept, or nothing. */
  static Optional<String> of(Percept percept) {
    List<String> parts =
        percept.doubt().stream()
            .flatMap(
                doubt ->
                    Stream.concat(
                        plausible(doubt).map(DoubtWording::words).stream(),
                        doubt
                            .widening()
                            .map(
                                widening ->
                                    outside(widening)
                                        + ", so its "
                                        + Valuations.percent(widening.calibrated())
                                        + " became "
                                        + Valuations.percent(percept.probability()))
                            .stream()))
            .toList();
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }

  /** One line for each choice that a classifier could not settle, or made of an unknown input. */
  static List<String> of(Decision decision) {
    Set<String> lines = new LinkedHashSet<>();
    for (Percept percept : decision.percepts()) {
      percept
          .doubt()
          .ifPresent(
              doubt -> {
                plausible(doubt)
                    .filter(set -> set.classes().size() != 1)
                    .ifPresent(set -> lines.add(percept.input() + ": " + words(set)));
                doubt
                    .widening()
                    .ifPresent(widening -> lines.add(percept.input() + ": " + outside(widening)));
              });
    }
    return List.copyOf(lines);
  }

  /** A set that was widened to all classes with the probabilities says nothing of its own. */
  private static Optional<Doubt.Plausible> plausible(Doubt doubt) {
    return doubt.plausible().filter(set -> doubt.widening().isEmpty());
  }

  private static String words(Doubt.Plausible set) {
    String level = Valuations.plain(new Probability(set.coverage()));
    String classes = "{" + String.join(", ", set.classes()) + "}";
    if (set.classes().isEmpty()) {
      return "no class fits at %s".formatted(level);
    }
    return set.classes().size() == set.of()
        ? "%s: cannot tell at %s".formatted(classes, level)
        : "%s at %s".formatted(classes, level);
  }

  private static String outside(Doubt.Widening widening) {
    return "outside of what the model knows (%s %s, known up to %s); %s of its probabilities are the classes' base rates"
        .formatted(
            widening.measure(),
            number(widening.score()),
            number(widening.limit()),
            Valuations.percent(widening.weight()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
