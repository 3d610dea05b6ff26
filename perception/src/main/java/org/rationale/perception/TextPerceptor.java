package org.rationale.perception;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.kg.Withheld;
import org.rationale.perception.ContextReader.Found;
import org.rationale.perception.NoteLanguage.Unread;
import org.rationale.perception.NoteQuantities.Said;
import org.rationale.perception.NoteReader.Mention;
import org.rationale.perception.NoteReader.Prepared;

/**
 * Reads a note: which concepts it mentions, where, and in which sense. Concepts and their phrases
 * come from the pack's knowledge; a span is compared with them by its words and by its meaning
 * ({@link CandidateFinder}), its sense is read by triggers ({@link ContextReader}), and the
 * probability is calibrated on labelled notes ({@link TextCalibration}).
 */
final class TextPerceptor implements Perceptor {

  /** Changes when the same note would become other pieces. */
  private static final String PREPARATION = "clauses and word pieces 1";

  /** Changes when the same note would give other numbers. */
  private static final String NUMBERS = "numbers in prose 2";

  /** Changes when other letters would be told to be of another script. */
  private static final String SCRIPTS = "scripts of letters 1";

  private final TextConfiguration configuration;
  private final TextCalibration calibration;

  private TextPerceptor(TextConfiguration configuration, TextCalibration calibration) {
    this.configuration = configuration;
    this.calibration = calibration;
  }

  /**
   * Opens a perceptor.
   *
   * @param config as parsed from {@code pack.yaml}
   * @throws InvalidInputException with everything that is wrong with the configuration, or if the
   *     calibration is missing or was fitted for another model
   */
  static Perceptor open(Map<String, Object> config, Path packFolder, Map<String, String> prefixes) {
    return open(
        config, Opening.of(packFolder), prefixes, "perceptor " + config.getOrDefault("id", "?"));
  }

  /** As {@link #open(Map, Path, Map)}, with messages that name the configuration's place. */
  static Perceptor open(ConfigReader config) {
    return open(config.values(), config.opening(), config.prefixes(), config.place());
  }

  private static Perceptor open(
      Map<String, Object> config, Opening opening, Map<String, String> prefixes, String place) {
    TextConfiguration configuration = TextConfiguration.open(config, opening, prefixes, place);
    boolean done = false;
    try {
      TextCalibration calibration =
          TextCalibration.read(
              configuration.calibration(),
              configuration.config().place("calibration"),
              configuration.reader().encoder().identity().sha256());
      done = true;
      return new TextPerceptor(configuration, calibration);
    } finally {
      if (!done) {
        configuration.reader().close();
      }
    }
  }

  @Override
  public String id() {
    return configuration.id();
  }

  @Override
  public String input() {
    return configuration.input();
  }

  @Override
  public List<StandIn> standIns() {
    return configuration.quantities().all().stream()
        .filter(number -> !number.besides().equals(number.predicate()))
        .map(number -> new StandIn(number.predicate(), number.besides()))
        .distinct()
        .toList();
  }

  /**
   * Of each concept, that it is there and that it is not; and the numbers, but for those that
   * others are asked for.
   */
  @Override
  public List<Supply> supplies() {
    Stream<Supply> numbers =
        configuration.quantities().all().stream()
            .filter(number -> number.besides().equals(number.predicate()))
            .map(
                number ->
                    new Supply.Measure(
                        "",
                        number.predicate(),
                        number.quantity().unit(),
                        number.quantity().minimum(),
                        number.quantity().maximum(),
                        false,
                        false));
    return Stream.concat(concepts(), numbers).toList();
  }

  private Stream<Supply> concepts() {
    return configuration.reader().index().concepts().stream()
        .map(
            concept ->
                new Supply.Terms(
                    "",
                    Stream.of(Context.PRESENT, Context.ABSENT)
                        .flatMap(
                            context ->
                                Optional.ofNullable(configuration.predicates().get(context))
                                    .stream())
                        .map(predicate -> new Supply.Said(predicate, concept))
                        .toList(),
                    true));
  }

  @Override
  public Perception perceive(PerceptorInput input) {
    String text = checked(input);
    String sha256 = Sha256.of(text);
    NoteReader reader = configuration.reader();
    ClinicalText taken = reader.takeApart(text);
    Optional<Unread> unread = NoteLanguage.unread(taken);
    List<Withheld> withheld = new ArrayList<>();
    unread.ifPresent(part -> withheld.add(withheld(part, sha256)));
    if (unread.map(Unread::whole).orElse(false)) {
      return new Perception(List.of(), withheld);
    }
    Set<Integer> foreign = unread.map(Unread::sentences).orElse(Set.of());
    Prepared prepared = reader.prepare(taken);
    List<Mention> mentions =
        reader.mentions(prepared, calibration.weights(), calibration.leastScore()).stream()
            .filter(mention -> calibration.reading(mention.score()) >= calibration.threshold())
            .filter(mention -> !foreign.contains(mention.candidate().sentence()))
            .toList();
    ModelIdentity model = reader.encoder().identity(PREPARATION);
    List<Percept> percepts = new ArrayList<>();
    for (Mention mention : reader.best(mentions, calibration)) {
      Optional<Node> predicate =
          mention
              .reading()
              .context()
              .category()
              .flatMap(category -> Optional.ofNullable(configuration.predicates().get(category)));
      if (predicate.isPresent()) {
        ClinicalText note = prepared.note();
        ClinicalText.Range range = mention.candidate().range();
        percepts.add(
            new Percept(
                "%s/%d".formatted(configuration.id(), percepts.size() + 1),
                Triple.create(
                    input.subject(),
                    predicate.get(),
                    reader.index().phrase(mention.candidate().phrase()).concept()),
                new Probability(NoteReader.probability(mention, calibration)),
                mention.score(),
                configuration.id(),
                model,
                configuration.input(),
                sha256,
                new Region.TextSpan(note.start(range), note.end(range), note.quote(range)),
                Optional.empty(),
                note(mention, note)));
      }
    }
    for (Said said : configuration.quantities().read(prepared.note(), reader.contexts())) {
      switch (said) {
        case Said.Value value -> percepts.add(percept(value, input, sha256));
        case Said.Nothing nothing ->
            withheld.add(
                new Withheld(
                    configuration.id(),
                    configured(NUMBERS),
                    configuration.input(),
                    sha256,
                    nothing.reason()));
      }
    }
    return new Perception(percepts, withheld);
  }

  private Withheld withheld(Unread part, String sha256) {
    return new Withheld(
        configuration.id(),
        part.judge().orElseGet(() -> configured(SCRIPTS)),
        configuration.input(),
        sha256,
        part.reason());
  }

  private Percept percept(Said.Value value, PerceptorInput input, String sha256) {
    return new Percept(
        "%s/%s".formatted(configuration.id(), value.of().quantity().name()),
        Triple.create(input.subject(), value.of().predicate(), value.reading().literal()),
        value.of().probability(),
        value.of().probability().value(),
        configuration.id(),
        configured(NUMBERS),
        configuration.input(),
        sha256,
        value.span(),
        Optional.empty(),
        value.note());
  }

  /** What is read without a model is read by the configuration. */
  private ModelIdentity configured(String name) {
    return new ModelIdentity(name, configuration.config().sha256());
  }

  /** How long the runtime has computed, in nanoseconds. */
  long computing() {
    return configuration.reader().encoder().computing();
  }

  /** How a mention was read, in words. */
  private String note(Mention mention, ClinicalText note) {
    Candidate candidate = mention.candidate();
    ConceptPhrase phrase = configuration.reader().index().phrase(candidate.phrase());
    StringBuilder words = new StringBuilder();
    if (candidate.exact()) {
      words.append("matched \"").append(phrase.text()).append('"');
    } else {
      words.append(
          String.format(
              Locale.ROOT,
              "close to \"%s\" (similarity %.2f)",
              phrase.text(),
              candidate.features()[Candidate.COSINE]));
    }
    if (phrase.absent()) {
      words.append(", which says that it is not there");
    }
    Context context = mention.reading().context();
    String triggers =
        mention.reading().because().stream()
            .filter(found -> found.trigger().effect().speaksFor(context))
            .map(found -> trigger(found, note))
            .distinct()
            .collect(Collectors.joining(" and "));
    if (!triggers.isEmpty()) {
      words.append("; read as ").append(context.key()).append(" because of ").append(triggers);
    }
    return words.toString();
  }

  private static String trigger(Found found, ClinicalText note) {
    return "\"" + note.quote(found.at()) + "\"";
  }

  /** The note, if it is one. */
  private String checked(PerceptorInput input) {
    if (!(input.value() instanceof String text)) {
      throw new InvalidInputException(
          "wrong-kind",
          input.place(),
          "The note is not a text but (%s).".formatted(input.value().getClass().getSimpleName()),
          "Write it as a JSON string.");
    }
    if (text.length() > configuration.maximumLength()) {
      throw new InvalidInputException(
          "note-too-long",
          input.place(),
          "The note has %d characters; at most %d are read."
              .formatted(text.length(), configuration.maximumLength()),
          "Split it, or raise maximumLength of the perceptor (%s).".formatted(id()));
    }
    if (text.isBlank()) {
      throw new InvalidInputException(
          "note-empty",
          input.place(),
          "The note is empty.",
          "Write what was found, or leave the input (%s) out.".formatted(input()));
    }
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean pair =
          Character.isHighSurrogate(c)
              && at + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(at + 1));
      if ((Character.isISOControl(c) && "\t\n\r\f\u0085".indexOf(c) < 0)
          || c == '\uFFFD'
          || (Character.isSurrogate(c) && !pair)) {
        throw new InvalidInputException(
            "note-not-text",
            input.place(),
            "The note has the character (U+%04X) at offset %d, which no text has."
                .formatted((int) c, at),
            "It may be a binary file, or one in another encoding than UTF-8.");
      }
      at += pair ? 1 : 0;
    }
    return text;
  }

  @Override
  public void close() {
    configuration.reader().close();
  }
}
