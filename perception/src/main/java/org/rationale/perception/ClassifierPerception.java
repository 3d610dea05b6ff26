package org.rationale.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.ClassifyingPerceptor.Run;
import org.rationale.perception.LabelledExamples.Example;

/**
 * Fits and evaluates a perceptor that classifies, whatever its input is: {@code rationale
 * calibrate} and {@code evaluate}.
 */
public final class ClassifierPerception {

  private static final Node SUBJECT = NodeFactory.createURI("urn:rationale:example");

  private final Map<String, Object> config;
  private final Opening opening;
  private final Map<String, String> prefixes;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final ConfigReader reader;

  private ClassifierPerception(
      Map<String, Object> config, Path packFolder, Map<String, String> prefixes) {
    this.config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    this.opening = Opening.of(packFolder);
    this.prefixes = Map.copyOf(prefixes);
    this.reader =
        new ConfigReader(
            config, opening, prefixes, "perceptor " + config.getOrDefault("id", "?"), diagnostics);
  }

  /**
   * What a calibration came to.
   *
   * @param perceptor its id
   * @param file where it was written
   * @param diagram the reliability diagram beside it
   * @param method of the calibration
   * @param examples how many it was fitted to
   * @param folds of the cross-validation
   * @param losses the cross-validated log-loss of each method that was tried, in nats
   * @param before quality of the model's own probabilities
   * @param after quality of the calibrated ones, cross-validated
   */
  public record CalibrationResult(
      String perceptor,
      Path file,
      Path diagram,
      CalibrationMethod method,
      int examples,
      int folds,
      Map<CalibrationMethod, Double> losses,
      ClassifierQuality before,
      ClassifierQuality after) {}

  /** Whether a perceptor's configuration is of a kind that classifies. */
  public static boolean classifies(Map<String, Object> config) {
    return config.containsKey("classes");
  }

  /**
   * Fits a perceptor to its {@code labelled} file and writes its {@code calibration} file and the
   * reliability diagram beside it.
   *
   * @param config the perceptor's mapping in {@code pack.yaml}
   * @param packFolder what file names are relative to
   * @param prefixes of the pack, without colons
   * @param method absent to take the best in cross-validation
   * @throws InvalidInputException if the configuration or the labelled file is wrong
   */
  public static CalibrationResult calibrate(
      Map<String, Object> config,
      Path packFolder,
      Map<String, String> prefixes,
      Optional<CalibrationMethod> method) {
    return new ClassifierPerception(config, packFolder, prefixes).calibrate(method);
  }

  /**
   * Measures a perceptor, as calibrated, on its {@code evaluation} file.
   *
   * @param config the perceptor's mapping in {@code pack.yaml}
   * @param packFolder what file names are relative to
   * @param prefixes of the pack, without colons
   * @throws InvalidInputException if the configuration, the calibration or the file is wrong
   */
  public static ClassifierEvaluation evaluate(
      Map<String, Object> config, Path packFolder, Map<String, String> prefixes) {
    return new ClassifierPerception(config, packFolder, prefixes).evaluate();
  }

  private CalibrationResult calibrate(Optional<CalibrationMethod> method) {
    Optional<Path> target = reader.fileToBe("calibration");
    Optional<Path> file = reader.file("labelled");
    if (target.isEmpty() || file.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    // What is to be fitted need not be there yet.
    Map<String, Object> uncalibrated = new LinkedHashMap<>(config);
    uncalibrated.keySet().removeAll(List.of("calibration", "coverage", "outside"));
    try (ClassifyingPerceptor perceptor = open(uncalibrated)) {
      Classification classification = perceptor.classification();
      LabelledExamples labelled = LabelledExamples.read(file.get(), classification.labels());
      List<Run> runs = runs(perceptor, labelled.examples(), file.get());
      Caution caution =
          Caution.configure(
              reader, classification.scores(runs.getFirst().answer().features().length > 0));
      if (!diagnostics.isEmpty()) {
        throw new InvalidInputException(diagnostics);
      }
      LabelledScores scores = scores(classification, labelled.examples(), runs);
      ClassifierCalibrator.Fit fit =
          new ClassifierCalibrator(
                  scores,
                  runs.stream().map(run -> run.answer().features()).toArray(double[][]::new),
                  classification.labels(),
                  name(file.get()))
              .fit(caution, method, perceptor.model().sha256());
      FittedCalibration fitted =
          new FittedCalibration(
              fit.fitted(),
              fit.method(),
              classification.labels(),
              String.valueOf(config.get("labelled")),
              labelled.sha256(),
              IntStream.range(0, scores.classCount()).mapToObj(scores::count).toList(),
              fit.folds(),
              ClassifierQuality.of(fit.before(), scores.classes()),
              ClassifierQuality.of(fit.after(), scores.classes()));
      fitted.write(target.get());
      return new CalibrationResult(
          perceptor.id(),
          target.get(),
          draw(perceptor, fitted, fit, scores, target.get()),
          fit.method(),
          scores.size(),
          fit.folds(),
          fit.losses(),
          fitted.before(),
          fitted.after());
    }
  }

  /** Beside the calibration, under its name with the ending {@code .svg}. */
  private static Path draw(
      ClassifyingPerceptor perceptor,
      FittedCalibration fitted,
      ClassifierCalibrator.Fit fit,
      LabelledScores scores,
      Path calibration) {
    int[] drawn =
        scores.classCount() == 2
            ? new int[] {1}
            : IntStream.range(0, scores.classCount()).toArray();
    ReliabilityDiagram diagram =
        new ReliabilityDiagram(
            "%s: do its probabilities of %s keep their word?"
                .formatted(
                    perceptor.id(), drawn.length == 1 ? fitted.labels().get(1) : "all classes"),
            List.of(
                new ReliabilityDiagram.Panel(
                    "Before: the model's own",
                    ReliabilityBins.of(fit.before(), scores.classes(), drawn, false),
                    fitted.before()),
                new ReliabilityDiagram.Panel(
                    "After: %s, %d folds".formatted(fit.fitted().calibration().kind(), fit.folds()),
                    ReliabilityBins.of(fit.after(), scores.classes(), drawn, false),
                    fitted.after())));
    Path file = calibration.resolveSibling(name(calibration).replaceFirst("\\.json$", "") + ".svg");
    try {
      AtomicFile.write(file, diagram.svg());
    } catch (IOException e) {
      throw new InvalidInputException(
          "diagram-unwritable",
          file.toString(),
          "The reliability diagram cannot be written.",
          "Copy the pack to a folder that you may write to.");
    }
    return file;
  }

  private ClassifierEvaluation evaluate() {
    Optional<Path> file = reader.file("evaluation");
    if (file.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    try (ClassifyingPerceptor perceptor = open(config)) {
      Classification classification = perceptor.classification();
      AnswerReader answers = classification.reader();
      List<Example> examples =
          LabelledExamples.read(file.get(), classification.labels()).examples();
      List<Run> runs = runs(perceptor, examples, file.get());
      List<double[]> own = new ArrayList<>();
      List<double[]> reported = new ArrayList<>();
      List<boolean[]> sets = new ArrayList<>();
      List<Integer> classes = new ArrayList<>();
      int outside = 0;
      for (int i = 0; i < runs.size(); i++) {
        switch (answers.judge(
            runs.get(i).answer(), perceptor.model().name(), examples.get(i).place())) {
          case Judgement.Claim claim -> {
            own.add(Calibration.NONE.probabilities(answers.logits(claim.scores())));
            reported.add(claim.probabilities());
            claim.plausible().ifPresent(sets::add);
            classes.add(examples.get(i).label());
            outside += claim.weight() > 0 ? 1 : 0;
          }
          case Judgement.Silence silence -> outside += silence.outside() ? 1 : 0;
        }
      }
      if (classes.isEmpty()) {
        throw new InvalidInputException(
            "all-withheld",
            name(file.get()),
            "The perceptor claims nothing about any of %d examples.".formatted(examples.size()),
            "Check that they are of the kind that it was calibrated on.");
      }
      int[] truth = classes.stream().mapToInt(Integer::intValue).toArray();
      return new ClassifierEvaluation(
          perceptor.id(),
          classification.labels(),
          examples.size(),
          examples.size() - classes.size(),
          ClassifierQuality.of(own.toArray(double[][]::new), truth),
          ClassifierQuality.of(reported.toArray(double[][]::new), truth),
          sets.isEmpty()
              ? Optional.empty()
              : answers.fitted().sets().map(s -> ClassifierEvaluation.Sets.of(s, sets, classes)),
          answers.caution().outside().isPresent()
              ? OptionalDouble.of((double) outside / examples.size())
              : OptionalDouble.empty());
    }
  }

  private ClassifyingPerceptor open(Map<String, Object> settings) {
    List<Perceptor> opened =
        Perceptors.open(List.of(settings), opening, prefixes, "pack.yaml: perceptors");
    if (opened.getFirst() instanceof ClassifyingPerceptor classifying) {
      return classifying;
    }
    opened.getFirst().close();
    throw new InvalidInputException(
        "no-classifier",
        reader.place(),
        "The perceptor does not classify.",
        "Name one that has classes.");
  }

  /** Files that examples name are looked for beside the file of examples. */
  private static List<Run> runs(ClassifyingPerceptor perceptor, List<Example> examples, Path file) {
    Optional<Path> folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    Attempts attempts = new Attempts();
    return attempts.all(
        perceptor.runs(
            examples.stream()
                .map(
                    example ->
                        new PerceptorInput(
                            SUBJECT, perceptor.input(), example.input(), example.place(), folder))
                .toList(),
            attempts));
  }

  private static LabelledScores scores(
      Classification classification, List<Example> examples, List<Run> runs) {
    AnswerReader answers = classification.reader();
    double[][] logits = new double[runs.size()][];
    int[] classes = new int[runs.size()];
    for (int i = 0; i < logits.length; i++) {
      Example example = examples.get(i);
      logits[i] =
          switch (answers.judge(
              runs.get(i).answer(), runs.get(i).seen().model().name(), example.place())) {
            case Judgement.Claim claim -> answers.logits(claim.scores());
            case Judgement.Silence silence ->
                throw new InvalidInputException(
                    "not-a-number", example.place(), silence.reason(), "Leave this example out.");
          };
      classes[i] = example.label();
    }
    return new LabelledScores(logits, classes, classification.labels().size());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
