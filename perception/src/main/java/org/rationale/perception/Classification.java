package org.rationale.perception;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;

/**
 * Makes one choice of what a classifier answered, whatever its input was.
 *
 * <p>The model answers one number for each class: logits z, or probabilities whose logarithms are
 * logits up to a constant that the softmax cancels. The calibrated probability of class k is {@code
 * exp(z_k / T) / sum_j exp(z_j / T)} with the temperature T > 0 (Guo et al., On Calibration of
 * Modern Neural Networks, ICML 2017). T rescales confidence and never changes the ranking; it is
 * right on average over cases like those it was fitted on, and only there.
 */
final class Classification {

  /** The keys of a configuration that {@link #configure} reads. */
  static final List<String> KEYS = List.of("classes", "predicate", "output", "calibration");

  /** How far the sum of a model's single-precision probabilities may be from 1. */
  private static final double SUM_TOLERANCE = 1e-3;

  private enum Output {
    PROBABILITIES,
    LOGITS
  }

  private record Alternative(String label, Node object) {}

  /**
   * What a model saw.
   *
   * @param model and how it was run
   * @param sha256 of the input
   * @param region what was looked at
   * @param from for people: {@code 30 measurements}
   */
  record Seen(ModelIdentity model, String sha256, Region region, String from) {}

  private final String perceptor;
  private final Node predicate;
  private final List<Alternative> classes;
  private final Output output;
  private final double temperature;

  private Classification(
      String perceptor,
      Node predicate,
      List<Alternative> classes,
      Output output,
      double temperature) {
    this.perceptor = perceptor;
    this.predicate = predicate;
    this.classes = classes;
    this.output = output;
    this.temperature = temperature;
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Classification> configure(String perceptor, ConfigReader config) {
    Optional<Node> predicate = config.iri("predicate");
    List<Alternative> classes = classes(config);
    Optional<Output> output = output(config);
    Optional<Double> temperature = temperature(config);
    if (predicate.isEmpty() || classes.isEmpty() || output.isEmpty() || temperature.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Classification(perceptor, predicate.get(), classes, output.get(), temperature.get()));
  }

  private static List<Alternative> classes(ConfigReader config) {
    config.requirePresent("classes");
    List<Alternative> classes = new ArrayList<>();
    Set<Node> objects = new LinkedHashSet<>();
    for (ConfigReader alternative : config.mappings("classes")) {
      alternative.allowOnly("label", "object");
      Optional<String> label = alternative.requiredString("label");
      Optional<Node> object = alternative.iri("object");
      if (object.isPresent() && !objects.add(object.get())) {
        alternative.report(
            "duplicate-class",
            alternative.place("object"),
            "The class (%s) is there twice.".formatted(object.get()),
            "Classes exclude each other, so each needs an object of its own.");
      }
      if (label.isPresent() && object.isPresent()) {
        classes.add(new Alternative(label.get(), object.get()));
      }
    }
    if (classes.size() < 2 && config.has("classes")) {
      config.report(
          "too-few-classes",
          config.place("classes"),
          "There are (%d) classes, but a choice needs 2.".formatted(classes.size()),
          "List all that the model tells apart, in the order of its outputs.");
    }
    return List.copyOf(classes);
  }

  private static Optional<Output> output(ConfigReader config) {
    String name = config.string("output").orElse("probabilities");
    return switch (name) {
      case "probabilities" -> Optional.of(Output.PROBABILITIES);
      case "logits" -> Optional.of(Output.LOGITS);
      default -> {
        config.report(
            "unknown-output",
            config.place("output"),
            "The output (%s) is not known.".formatted(name),
            ConfigReader.nearest(name, List.of("probabilities", "logits")));
        yield Optional.empty();
      }
    };
  }

  private static Optional<Double> temperature(ConfigReader config) {
    if (!config.has("calibration")) {
      return Optional.of(1.0);
    }
    Optional<ConfigReader> calibration =
        config.fromFileOrHere("calibration").mapping("calibration");
    if (calibration.isEmpty()) {
      return Optional.empty();
    }
    ConfigReader reader = calibration.get();
    reader.allowOnly("kind", "temperature", "fittedOn");
    Optional<String> kind = reader.requiredString("kind");
    reader.requirePresent("temperature");
    Optional<BigDecimal> temperature = reader.number("temperature");
    if (kind.isPresent() && !kind.get().equals("temperature")) {
      reader.report(
          "unknown-calibration",
          reader.place("kind"),
          "The calibration (%s) is not known.".formatted(kind.get()),
          "Write kind: temperature.");
      return Optional.empty();
    }
    if (temperature.isPresent() && temperature.get().signum() <= 0) {
      reader.report(
          "bad-temperature",
          reader.place("temperature"),
          "The temperature (%s) is not above 0.".formatted(temperature.get().toPlainString()),
          "1 leaves the model's probabilities as they are.");
      return Optional.empty();
    }
    return temperature.map(BigDecimal::doubleValue);
  }

  /** How many numbers the model answers. */
  int size() {
    return classes.size();
  }

  /**
   * What is claimed of an input.
   *
   * @param answer the model's, one number for each class
   * @throws InvalidInputException if the answer is not of the kind that the pack says
   */
  Perception perception(PerceptorInput given, Seen seen, float[] answer) {
    double[] scores = checked(answer, seen.model(), given.place());
    double[] probabilities = calibrate(scores);
    Node choice = choice(given.subject());
    List<Percept> percepts = new ArrayList<>();
    for (int k = 0; k < probabilities.length; k++) {
      Alternative alternative = classes.get(k);
      percepts.add(
          new Percept(
              perceptor + "/" + alternative.label(),
              Triple.create(given.subject(), predicate, alternative.object()),
              new Probability(probabilities[k]),
              scores[k],
              perceptor,
              seen.model(),
              given.name(),
              seen.sha256(),
              seen.region(),
              Optional.of(choice),
              note(alternative, scores[k], seen.from())));
    }
    return Perception.of(percepts);
  }

  /**
   * The log-odds of a class before calibration, in nats: log(p / (1 - p)).
   *
   * @param answer the model's, one number for each class
   */
  double logOdds(float[] answer, int number) {
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < answer.length; k++) {
      top = k == number ? top : Math.max(top, logit(answer[k]));
    }
    double others = 0;
    for (int k = 0; k < answer.length; k++) {
      others += k == number ? 0 : StrictMath.exp(logit(answer[k]) - top);
    }
    return logit(answer[number]) - top - StrictMath.log(others);
  }

  /** The id of the percept of the class with the highest score, and its number. */
  Likeliest likeliest(float[] answer) {
    int best = 0;
    for (int k = 1; k < answer.length; k++) {
      best = answer[k] > answer[best] ? k : best;
    }
    return new Likeliest(best, perceptor + "/" + classes.get(best).label());
  }

  /**
   * A class.
   *
   * @param number from 0
   * @param percept the id of its percept
   */
  record Likeliest(int number, String percept) {}

  /** The number of the class with a label. */
  Optional<Integer> number(String label) {
    for (int k = 0; k < classes.size(); k++) {
      if (classes.get(k).label().equals(label)) {
        return Optional.of(k);
      }
    }
    return Optional.empty();
  }

  private double logit(double score) {
    return switch (output) {
      case LOGITS -> score;
      // A probability that single precision has rounded to 0 is taken as its least value.
      case PROBABILITIES -> StrictMath.log(Math.max(score, Float.MIN_VALUE));
    };
  }

  /** What the model answered, if it is of the kind that the pack says. */
  private double[] checked(float[] scores, ModelIdentity model, String place) {
    double[] wide = new double[scores.length];
    double sum = 0;
    boolean finite = scores.length == classes.size();
    boolean inRange = true;
    for (int k = 0; k < scores.length; k++) {
      wide[k] = scores[k];
      sum += scores[k];
      finite &= Float.isFinite(scores[k]);
      inRange &= scores[k] >= 0 && scores[k] <= 1;
    }
    boolean sound =
        switch (output) {
          case LOGITS -> finite;
          case PROBABILITIES -> finite && inRange && Math.abs(sum - 1) <= SUM_TOLERANCE;
        };
    if (!sound) {
      throw new InvalidInputException(
          "not-a-distribution",
          place,
          "The model (%s) answered %s, which are no %s of %d classes."
              .formatted(
                  model.name(),
                  Arrays.toString(scores),
                  output.name().toLowerCase(Locale.ROOT),
                  classes.size()),
          "Check that the pack says what the model puts out: probabilities or logits.");
    }
    return wide;
  }

  private double[] calibrate(double[] scores) {
    double[] calibrated = new double[scores.length];
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < scores.length; k++) {
      calibrated[k] = logit(scores[k]) / temperature;
      top = Math.max(top, calibrated[k]);
    }
    double sum = 0;
    for (int k = 0; k < calibrated.length; k++) {
      calibrated[k] = StrictMath.exp(calibrated[k] - top);
      sum += calibrated[k];
    }
    for (int k = 0; k < calibrated.length; k++) {
      calibrated[k] /= sum;
    }
    return calibrated;
  }

  /** One node for one subject read by one perceptor, the same in every run. */
  private Node choice(Node subject) {
    String key = Sha256.of(perceptor + "\n" + subject);
    return NodeFactory.createURI("urn:rationale:choice:" + key.substring(0, 16));
  }

  private String note(Alternative alternative, double score, String from) {
    return "%s, one of %d classes, from %s; score %s%s"
        .formatted(
            alternative.label(),
            classes.size(),
            from,
            format(score),
            temperature == 1 ? "" : ", calibrated with temperature " + format(temperature));
  }

  private static String format(double number) {
    return String.format(Locale.ROOT, "%.4g", number);
  }
}
