package org.rationale.perception;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Region;
import org.rationale.kg.Withheld;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.RowQueue.Ready;
import org.rationale.perception.SeriesPreparation.Gaps;
import org.rationale.perception.SeriesPreparation.Windows;

/**
 * Gives the windows of a series to an ONNX classifier and makes one choice of what it answers: see
 * {@link SeriesPreparation} for how, {@link Classification} for the answer. Windows of one series
 * are no independent witnesses, so they make one answer together: the mean of the model's answers,
 * or the answer for the window with the highest log-odds of one class.
 */
final class SeriesPerceptor implements ClassifyingPerceptor {

  /** Into how many stretches a window is cut to see which of them it rests on. */
  private static final int STRETCHES = 8;

  private final String id;
  private final String input;
  private final Classification classification;
  private final Scorer model;
  private final SeriesPreparation preparation;
  private final Optional<Integer> sought;

  private SeriesPerceptor(
      String id,
      String input,
      Classification classification,
      Scorer model,
      SeriesPreparation preparation,
      Optional<Integer> sought) {
    this.id = id;
    this.input = input;
    this.classification = classification;
    this.model = model;
    this.preparation = preparation;
    this.sought = sought;
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    config.allowOnly(
        ConfigReader.joined(Classification.KEYS, AnsweringModel.KEYS),
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "series",
        "strongest");
    Optional<Classification> classification =
        Classification.configure(id, config, config.has("modelFeatures"));
    if (classification.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> label = config.string("strongest");
    Optional<Integer> sought = label.flatMap(classification.get()::number);
    if (label.isPresent() && sought.isEmpty()) {
      config.report(
          "unknown-class",
          config.place("strongest"),
          "There is no class with the label (%s).".formatted(label.get()),
          "Name the class whose strongest window is to count, or leave it out for the mean of all.");
      return Optional.empty();
    }
    return AnsweringModel.open(
            config, classification.get(), SeriesPreparation::configure, SeriesPreparation::shape)
        .map(
            opened ->
                new SeriesPerceptor(
                    id, input, classification.get(), opened.model(), opened.preparation(), sought));
  }

  /**
   * As {@link #open}, by comparison with the pack's examples of each class: the mean of the
   * windows' embeddings is compared, of an example and of an input alike.
   */
  static Optional<Perceptor> ofPrototypes(String id, String input, ConfigReader config) {
    config.allowOnly(
        ConfigReader.joined(Classification.OF_PROTOTYPES, PrototypeModel.KEYS),
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "series");
    return PrototypeModel.open(
            id,
            input,
            config,
            SeriesPreparation::configure,
            SeriesPreparation::shape,
            SeriesPreparation::version,
            (preparation, example) -> {
              Series series = Series.of(example, preparation.form());
              Windows windows = windows(preparation, series, example);
              requireSome(preparation, windows, example);
              return new PrototypeModel.Rows(
                  windows.values().stream().map(preparation::row).toList(), series.sha256());
            })
        .map(
            opened ->
                new SeriesPerceptor(
                    id,
                    input,
                    opened.classification(),
                    opened.model(),
                    opened.preparation(),
                    Optional.empty()));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String input() {
    return input;
  }

  @Override
  public List<Perception> perceive(List<PerceptorInput> inputs) {
    Attempts attempts = new Attempts();
    return attempts.all(model.each(inputs, this::reading, attempts));
  }

  private Ready<Perception> reading(PerceptorInput given) {
    Series series = Series.of(given, preparation.form());
    Windows windows = windows(series, given);
    if (isWithheld(windows)) {
      Perception nothing =
          Perception.withheld(
              new Withheld(
                  id,
                  model.identity(preparation.version()),
                  input,
                  series.sha256(),
                  "%d of %d windows have gaps longer than %s s."
                      .formatted(
                          windows.possible() - windows.starts().size(),
                          windows.possible(),
                          preparation.maximumGap())));
      return new Ready<>(List.of(), none -> nothing);
    }
    return ready(series, windows)
        .then(run -> classification.perception(given, run.seen(), run.answer()));
  }

  private boolean isWithheld(Windows windows) {
    int left = windows.starts().size();
    return left == 0 || (left < windows.possible() && preparation.gaps() == Gaps.WITHHOLD);
  }

  @Override
  public Classification classification() {
    return classification;
  }

  @Override
  public ModelIdentity model() {
    return model.identity();
  }

  @Override
  public List<Optional<Run>> runs(List<PerceptorInput> inputs, Attempts attempts) {
    return model.each(inputs, this::run, attempts);
  }

  private Ready<Run> run(PerceptorInput given) {
    Series series = Series.of(given, preparation.form());
    Windows windows = windows(series, given);
    requireSome(preparation, windows, given);
    return ready(series, windows);
  }

  private static void requireSome(
      SeriesPreparation preparation, Windows windows, PerceptorInput given) {
    if (windows.starts().isEmpty()) {
      throw new InvalidInputException(
          "series-gap",
          given.place(),
          "All %d windows have gaps longer than %s s."
              .formatted(windows.possible(), preparation.maximumGap()),
          "Leave the series out.");
    }
  }

  private Ready<Run> ready(Series series, Windows windows) {
    return new Ready<>(
        rows(windows.values()),
        outputs -> {
          Scored scored = scored(windows, outputs.stream().map(model::answer).toList());
          return new Run(
              scored.answer(),
              new Classification.Seen(
                  model.identity(preparation.version()),
                  series.sha256(),
                  scored.region(),
                  "%d of %d windows of %d samples%s"
                      .formatted(
                          windows.starts().size(),
                          windows.possible(),
                          preparation.window(),
                          model.note())));
        });
  }

  private record Scored(Answer answer, Region.Window region) {}

  private Scored scored(Windows windows, List<Answer> answers) {
    for (int i = 0; i < answers.size(); i++) {
      // No number in one window must not be lost among the others.
      if (!finite(answers.get(i).scores())) {
        return new Scored(answers.get(i), region(windows.starts().get(i)));
      }
    }
    if (sought.isPresent()) {
      int best = strongest(answers, sought.get());
      return new Scored(answers.get(best), region(windows.starts().get(best)));
    }
    int end = windows.starts().getLast() + preparation.window();
    return new Scored(model.together(answers), region(windows.starts().getFirst(), end));
  }

  private static boolean finite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return false;
      }
    }
    return true;
  }

  private int strongest(List<Answer> answers, int number) {
    int best = 0;
    for (int i = 1; i < answers.size(); i++) {
      if (classification.logOdds(answers.get(i).scores(), number)
          > classification.logOdds(answers.get(best).scores(), number)) {
        best = i;
      }
    }
    return best;
  }

  private Region.Window region(int start) {
    return region(start, start + preparation.window());
  }

  private Region.Window region(int start, int end) {
    return new Region.Window(start / preparation.rate(), end / preparation.rate(), "s");
  }

  private Windows windows(Series series, PerceptorInput given) {
    return windows(preparation, series, given);
  }

  private static Windows windows(
      SeriesPreparation preparation, Series series, PerceptorInput given) {
    Windows windows = preparation.windows(series);
    if (windows.possible() == 0) {
      throw new InvalidInputException(
          "series-too-short",
          given.place(),
          "The series has %d samples at %s a second, less than one window of %s s."
              .formatted(series.length(), series.rate(), preparation.window() / preparation.rate()),
          "Give a longer one, or check its rate.");
    }
    if (windows.starts().size() < windows.possible() && preparation.gaps() == Gaps.ERROR) {
      throw new InvalidInputException(
          "series-gap",
          given.place(),
          "%d of %d windows have gaps longer than %s s."
              .formatted(
                  windows.possible() - windows.starts().size(),
                  windows.possible(),
                  preparation.maximumGap()),
          "Give a series without gaps, or let the pack say maximumGap or gaps.");
    }
    return windows;
  }

  private List<float[]> rows(List<float[]> windows) {
    return windows.stream().map(preparation::row).toList();
  }

  @Override
  public List<Attribution> attributions(PerceptorInput given) {
    Series series = Series.of(given, preparation.form());
    Windows windows = windows(series, given);
    if (isWithheld(windows)) {
      return List.of();
    }
    List<Answer> answers = model.answers(rows(windows.values()), given.place());
    Classification.Likeliest likeliest =
        classification.likeliest(scored(windows, answers).answer().scores());
    int heaviest = strongest(answers, sought.orElse(likeliest.number()));
    float[] window = windows.values().get(heaviest);
    int count = Math.min(STRETCHES, preparation.window());
    List<float[]> hidden = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hidden.add(without(window, edge(i, count), edge(i + 1, count)));
    }
    double[] drops =
        Occlusion.drops(
            classification,
            answers.get(heaviest).scores(),
            model.scores(rows(hidden), given.place()),
            likeliest.number());
    int start = windows.starts().get(heaviest);
    List<Attribution.Part> stretches = new ArrayList<>();
    int best = 0;
    for (int i = 0; i < count; i++) {
      Region.Window stretch = region(start + edge(i, count), start + edge(i + 1, count));
      stretches.add(
          new Attribution.Part("%s s to %s s".formatted(stretch.start(), stretch.end()), drops[i]));
      best = drops[i] > drops[best] ? i : best;
    }
    return List.of(
        new Attribution.OfSeries(
            likeliest.percept(),
            input,
            series.sha256(),
            "stretches of the strongest window were hidden one by one under each channel's mean",
            region(start + edge(best, count), start + edge(best + 1, count)),
            stretches));
  }

  private int edge(int i, int count) {
    return (int) ((long) i * preparation.window() / count);
  }

  private float[] without(float[] window, int from, int to) {
    float[] hidden = window.clone();
    int length = preparation.window();
    for (int c = 0; c < preparation.channels().size(); c++) {
      double sum = 0;
      for (int t = 0; t < length; t++) {
        sum += window[c * length + t];
      }
      for (int t = from; t < to; t++) {
        hidden[c * length + t] = (float) (sum / length);
      }
    }
    return hidden;
  }

  @Override
  public void close() {
    model.close();
  }
}
