package org.rationale.perception;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;

/**
 * Judges a classifier's answers: are they what the pack says, what are their calibrated
 * probabilities, which classes can't be ruled out, and does the model know such inputs at all?
 *
 * @param classCount how many numbers the model answers
 * @param output what these numbers are
 * @param fitted to labelled examples
 * @param caution what the pack asks for; the fit has all of it
 */
record AnswerReader(int classCount, Output output, ClassifierCalibration fitted, Caution caution) {

  /** How far the sum of a model's single-precision probabilities may be from 1. */
  private static final double SUM_TOLERANCE = 1e-3;

  /** What a model's numbers are. */
  enum Output {
    PROBABILITIES,
    LOGITS,
    /** One number: the probability of the second of two classes. */
    PROBABILITY,
    /** One number: the log-odds of the second of two classes. */
    LOGIT,
    /** Of the angles between an embedding and the classes' prototypes; taken as logits. */
    COSINES,
    /** The negative mean squared differences from the classes' prototypes; taken as logits. */
    SQUARED_DISTANCES;

    /** How many numbers a model answers. */
    int width(int classCount) {
      return this == PROBABILITY || this == LOGIT ? 1 : classCount;
    }

    /** One score for each class of what a model answered. */
    float[] scores(float[] answered) {
      return switch (this) {
        case PROBABILITY -> new float[] {1 - answered[0], answered[0]};
        case LOGIT -> new float[] {0, answered[0]};
        case PROBABILITIES, LOGITS, COSINES, SQUARED_DISTANCES -> answered;
      };
    }
  }

  /**
   * What a model answered to an input.
   *
   * @param scores one for each class
   * @param features the input as the model got it, or its embedding; empty if no score of what lies
   *     outside takes them
   */
  record Answer(float[] scores, double[] features) {

    /** Numbers as they are in double precision. */
    static double[] wide(float[] numbers) {
      double[] wide = new double[numbers.length];
      Arrays.setAll(wide, i -> numbers[i]);
      return wide;
    }

    /** The mean of the features of several answers. */
    static double[] mean(List<Answer> answers) {
      double[] mean = new double[answers.getFirst().features().length];
      for (Answer answer : answers) {
        for (int d = 0; d < mean.length; d++) {
          mean[d] += answer.features()[d] / answers.size();
        }
      }
      return mean;
    }
  }

  /**
   * Judges an answer.
   *
   * @param model its name
   * @param place of the input, for messages
   * @throws InvalidInputException if the numbers are not of the kind that the pack says
   */
  Judgement judge(Answer answer, String model, String place) {
    if (!finite(answer.scores())) {
      return new Judgement.Silence(
          "The model (%s) answered %s, which are not all numbers."
              .formatted(model, Arrays.toString(answer.scores())),
          false);
    }
    for (double feature : answer.features()) {
      if (!Double.isFinite(feature)) {
        return new Judgement.Silence(
            "The embedding by the model (%s) is not all numbers.".formatted(model), false);
      }
    }
    double[] scores = checked(answer.scores(), model, place);
    double[] logits = logits(scores);
    double[] calibrated = fitted.calibration().probabilities(logits);
    Optional<boolean[]> plausible =
        caution.coverage().flatMap(asked -> fitted.sets()).map(sets -> sets.of(logits));
    if (caution.outside().isEmpty() || fitted.outside().isEmpty()) {
      return new Judgement.Claim(scores, calibrated, calibrated, plausible, Double.NaN, 0);
    }
    OutsideLimit limit = fitted.outside().get();
    double outside = limit.score().of(logits, answer.features());
    double weight = limit.weight(outside);
    if (!(outside > limit.limit())) {
      return new Judgement.Claim(scores, calibrated, calibrated, plausible, outside, 0);
    }
    return switch (caution.outside().get().then()) {
      case WITHHOLD -> new Judgement.Silence(unlike(limit, outside, model), true);
      case WIDEN -> {
        double[] rates = fitted.baseRates().stream().mapToDouble(Double::doubleValue).toArray();
        boolean[] all = new boolean[classCount];
        // The guarantee is for inputs like the examples, so here nothing can be ruled out.
        Arrays.fill(all, true);
        yield new Judgement.Claim(
            scores,
            calibrated,
            OutsideLimit.widened(calibrated, rates, weight),
            plausible.map(set -> all),
            outside,
            weight);
      }
    };
  }

  /** Whether all are numbers. */
  static boolean finite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return false;
      }
    }
    return true;
  }

  private static String unlike(OutsideLimit limit, double outside, String model) {
    return "The input is unlike those that the model (%s) knows: its %s is %s, and of known ones %s%% are at most at %s."
        .formatted(
            model,
            limit.score().words(),
            Rounded.words(outside),
            Rounded.words(100 * limit.quantile()).replaceAll("\\.?0+$", ""),
            Rounded.words(limit.limit()));
  }

  /** Scores as logits. A probability that single precision has rounded to 0 is its least value. */
  double[] logits(double[] scores) {
    return switch (output) {
      case LOGITS, LOGIT, COSINES, SQUARED_DISTANCES -> scores;
      case PROBABILITIES, PROBABILITY ->
          Arrays.stream(scores)
              .map(score -> StrictMath.log(Math.max(score, Float.MIN_VALUE)))
              .toArray();
    };
  }

  /** What the model answered, if it is of the kind that the pack says. */
  private double[] checked(float[] scores, String model, String place) {
    double[] wide = new double[scores.length];
    for (int k = 0; k < wide.length; k++) {
      wide[k] = scores[k];
    }
    boolean sound =
        scores.length == classCount
            && switch (output) {
              case LOGITS, LOGIT, COSINES, SQUARED_DISTANCES -> true;
              case PROBABILITIES, PROBABILITY ->
                  Arrays.stream(wide).allMatch(score -> score >= 0 && score <= 1)
                      && Math.abs(Arrays.stream(wide).sum() - 1) <= SUM_TOLERANCE;
            };
    if (!sound) {
      throw new InvalidInputException(
          "not-a-distribution",
          place,
          "The model (%s) answered %s, which are no %s of %d classes."
              .formatted(
                  model,
                  Arrays.toString(scores),
                  output.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  classCount),
          "Check that the pack says what the model puts out: probabilities or logits.");
    }
    return wide;
  }
}
