package org.rationale.perception;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Doubt;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.kg.Withheld;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.AnswerReader.Output;

/**
 * Makes one choice of what a classifier answered, whatever its input was: see {@link AnswerReader}
 * for what is made of the numbers and {@link Calibration} for their probabilities.
 */
final class Classification {

  /** The keys of a configuration that {@link #configure} reads, and those of the commands. */
  static final List<String> KEYS =
      List.of(
          "classes",
          "predicate",
          "output",
          "calibration",
          "coverage",
          "outside",
          "labelled",
          "evaluation");

  /** The same where scores come from a comparison with prototypes. */
  static final List<String> OF_PROTOTYPES =
      KEYS.stream().filter(key -> !key.equals("output")).toList();

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
  private final AnswerReader reader;

  /** How a note of a percept ends, which is the same for all. */
  private final String calibrated;

  private Classification(
      String perceptor, Node predicate, List<Alternative> classes, AnswerReader reader) {
    this.perceptor = perceptor;
    this.predicate = predicate;
    this.classes = classes;
    this.reader = reader;
    Calibration calibration = reader.fitted().calibration();
    this.calibrated =
        calibration.equals(Calibration.NONE) ? "" : ", calibrated with " + calibration.words();
  }

  /** As {@link #configure(String, ConfigReader, boolean)}, without features. */
  static Optional<Classification> configure(String perceptor, ConfigReader config) {
    return configure(perceptor, config, false);
  }

  /**
   * Empty if the configuration is wrong, which is then reported to its reader.
   *
   * @param features whether the perceptor has features besides the model's answer, for a score of
   *     what lies outside
   */
  static Optional<Classification> configure(
      String perceptor, ConfigReader config, boolean features) {
    return output(config)
        .flatMap(output -> configure(perceptor, config, output, features, Optional.empty()));
  }

  /**
   * As {@link #configure(String, ConfigReader, boolean)}, of a comparison with prototypes; what the
   * pack asks for is fitted to their examples where the configuration names no calibration.
   */
  static Optional<Classification> ofPrototypes(
      String perceptor, ConfigReader config, Prototypes prototypes) {
    List<String> labels =
        config.mappings("classes").stream()
            .map(alternative -> String.valueOf(alternative.values().get("label")))
            .toList();
    return configure(
        perceptor,
        config,
        prototypes.likeness().output,
        true,
        Optional.of(caution -> prototypes.calibration(caution, labels, config.place("classes"))));
  }

  /**
   * Reports what is wrong with the classes where there will be no classification, because something
   * else is wrong: all errors are to be told at once.
   */
  static void reportClasses(ConfigReader config) {
    config.iri("predicate");
    classes(config, true);
  }

  private static Optional<Classification> configure(
      String perceptor,
      ConfigReader config,
      Output output,
      boolean features,
      Optional<Function<Caution, ClassifierCalibration>> own) {
    Optional<Node> predicate = config.iri("predicate");
    List<Alternative> classes = classes(config, own.isPresent());
    if (predicate.isEmpty() || classes.isEmpty()) {
      return Optional.empty();
    }
    if (output.width(classes.size()) == 1 && classes.size() != 2) {
      config.report(
          "too-many-classes",
          config.place("classes"),
          "There are (%d) classes, but one number tells 2.".formatted(classes.size()),
          "Write probabilities or logits if the model answers one number for each class.");
      return Optional.empty();
    }
    List<String> labels = classes.stream().map(Alternative::label).toList();
    Caution caution = Caution.configure(config, scores(output, features));
    return fitted(
            config,
            labels,
            caution,
            () -> own.map(fit -> fit.apply(caution)).orElse(ClassifierCalibration.NONE))
        .map(
            fitted ->
                new Classification(
                    perceptor,
                    predicate.get(),
                    classes,
                    new AnswerReader(classes.size(), output, fitted, caution)));
  }

  /** Which scores of what lies outside can be had, the usual one first. */
  List<String> scores(boolean features) {
    return scores(reader.output(), features);
  }

  private static List<String> scores(Output output, boolean features) {
    List<String> scores = new ArrayList<>();
    switch (output) {
      case LOGITS -> scores.add("energy");
      case COSINES -> scores.add("nearest");
      case SQUARED_DISTANCES -> scores.add("distance");
      // Of one number no energy can be told apart from it.
      case PROBABILITIES, PROBABILITY, LOGIT -> {}
    }
    if (features) {
      scores.add("mahalanobis");
    }
    return List.copyOf(scores);
  }

  private static Optional<ClassifierCalibration> fitted(
      ConfigReader config,
      List<String> labels,
      Caution caution,
      Supplier<ClassifierCalibration> own) {
    Optional<ClassifierCalibration> fitted =
        config.has("calibration")
            ? config
                .fromFileOrHere("calibration")
                .mapping("calibration")
                .flatMap(calibration -> CalibrationReader.read(calibration, labels))
            : Optional.of(own.get());
    return fitted.filter(calibration -> has(calibration, caution, config));
  }

  /** Whether a calibration has what the pack asks for; what is missing is reported. */
  private static boolean has(
      ClassifierCalibration calibration, Caution caution, ConfigReader config) {
    boolean coverage = caution.coverage().map(calibration::isFor).orElse(true);
    boolean outside = caution.outside().map(calibration::isFor).orElse(true);
    for (String key : List.of("coverage", "outside")) {
      if (!(key.equals("coverage") ? coverage : outside)) {
        config.report(
            "calibration-incomplete",
            config.place(key),
            "The calibration was not fitted for (%s: %s).".formatted(key, config.values().get(key)),
            "Run `rationale calibrate` on this pack.");
      }
    }
    return coverage && outside;
  }

  /**
   * Refuses a calibration that was fitted for another model, or for other features.
   *
   * @param features how many the perceptor gives with each answer
   * @param place of the calibration, for messages
   */
  void requireFittedFor(ModelIdentity model, int features, String place) {
    Optional<String> fittedFor = reader.fitted().model();
    if (fittedFor.isPresent() && !fittedFor.get().equals(model.sha256())) {
      throw new InvalidInputException(
          "calibration-of-other-model",
          place,
          "The calibration was fitted for the model (%s), but the model in use is (%s)."
              .formatted(fittedFor.get(), model.sha256()),
          "Run `rationale calibrate` on this pack.");
    }
    if (reader.fitted().outside().isPresent()
        && reader.fitted().outside().get().score() instanceof OutsideScore.Mahalanobis distance
        && distance.size() != features) {
      throw new InvalidInputException(
          "calibration-of-other-features",
          place,
          "The calibration was fitted to (%d) features, but there are (%d)."
              .formatted(distance.size(), features),
          "Run `rationale calibrate` on this pack.");
    }
  }

  private static List<Alternative> classes(ConfigReader config, boolean examples) {
    config.requirePresent("classes");
    List<Alternative> classes = new ArrayList<>();
    Set<Node> objects = new LinkedHashSet<>();
    for (ConfigReader alternative : config.mappings("classes")) {
      alternative.allowOnly(examples ? List.of("examples") : List.of(), "label", "object");
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
      case "probability" -> Optional.of(Output.PROBABILITY);
      case "logit" -> Optional.of(Output.LOGIT);
      default -> {
        config.report(
            "unknown-output",
            config.place("output"),
            "The output (%s) is not known.".formatted(name),
            ConfigReader.nearest(name, List.of("probabilities", "logits", "probability", "logit")));
        yield Optional.empty();
      }
    };
  }

  /** How many numbers the model answers. */
  int width() {
    return reader.output().width(classes.size());
  }

  /** One score for each class of what the model answered. */
  float[] scores(float[] answered) {
    return reader.output().scores(answered);
  }

  /** Judges what the model answers. */
  AnswerReader reader() {
    return reader;
  }

  /** In the order of the model's answers. */
  List<String> labels() {
    return classes.stream().map(Alternative::label).toList();
  }

  /** As {@link #perception(PerceptorInput, Seen, Answer)}, without features. */
  Perception perception(PerceptorInput given, Seen seen, float[] scores) {
    return perception(given, seen, new Answer(scores, new double[0]));
  }

  /**
   * What is claimed of an input, or why nothing is.
   *
   * @param answer the model's, one number for each class
   * @throws InvalidInputException if the answer is not of the kind that the pack says
   */
  Perception perception(PerceptorInput given, Seen seen, Answer answer) {
    return switch (reader.judge(answer, seen.model().name(), given.place())) {
      case Judgement.Claim claim -> Perception.of(percepts(given, seen, claim));
      case Judgement.Silence silence ->
          Perception.withheld(
              new Withheld(perceptor, seen.model(), given.name(), seen.sha256(), silence.reason()));
    };
  }

  private List<Percept> percepts(PerceptorInput given, Seen seen, Judgement.Claim claim) {
    Node choice = choice(given.subject());
    Optional<Doubt.Plausible> plausible = plausible(claim);
    List<Percept> percepts = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      Alternative alternative = classes.get(k);
      Optional<Doubt.Widening> widening = widening(claim, k);
      percepts.add(
          new Percept(
              perceptor + "/" + alternative.label(),
              Triple.create(given.subject(), predicate, alternative.object()),
              new Probability(Math.clamp(claim.probabilities()[k], 0, 1)),
              claim.scores()[k],
              perceptor,
              seen.model(),
              given.name(),
              seen.sha256(),
              seen.region(),
              Optional.of(choice),
              note(alternative, claim.scores()[k], seen.from()),
              plausible.isPresent() || widening.isPresent()
                  ? Optional.of(new Doubt(plausible, widening))
                  : Optional.empty()));
    }
    return List.copyOf(percepts);
  }

  private Optional<Doubt.Plausible> plausible(Judgement.Claim claim) {
    return claim
        .plausible()
        .flatMap(
            in ->
                reader
                    .fitted()
                    .sets()
                    .map(
                        sets ->
                            new Doubt.Plausible(
                                IntStream.range(0, in.length)
                                    .filter(k -> in[k])
                                    .mapToObj(k -> classes.get(k).label())
                                    .toList(),
                                classes.size(),
                                sets.coverage(),
                                sets.perClass())));
  }

  private Optional<Doubt.Widening> widening(Judgement.Claim claim, int k) {
    return reader
        .fitted()
        .outside()
        .filter(limit -> claim.weight() > 0)
        .map(
            limit ->
                new Doubt.Widening(
                    limit.score().words(),
                    claim.outside(),
                    limit.limit(),
                    claim.weight(),
                    new Probability(Math.clamp(claim.calibrated()[k], 0, 1)),
                    new Probability(reader.fitted().baseRates().get(k))));
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
    return switch (reader.output()) {
      case LOGITS, LOGIT, COSINES, SQUARED_DISTANCES -> score;
      // A probability that single precision has rounded to 0 is taken as its least value.
      case PROBABILITIES, PROBABILITY -> StrictMath.log(Math.max(score, Float.MIN_VALUE));
    };
  }

  /** One node for one subject read by one perceptor, the same in every run. */
  private Node choice(Node subject) {
    String key = Sha256.of(perceptor + "\n" + subject);
    return NodeFactory.createURI("urn:rationale:choice:" + key.substring(0, 16));
  }

  private String note(Alternative alternative, double score, String from) {
    return alternative.label()
        + ", one of "
        + classes.size()
        + " classes, from "
        + from
        + "; score "
        + Rounded.words(score)
        + calibrated;
  }
}
