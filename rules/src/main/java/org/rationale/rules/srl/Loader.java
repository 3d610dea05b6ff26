package org.rationale.rules.srl;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/** Loads files and what they import, each once, and joins their rules. */
final class Loader {

  /** A longer text would not fit into a string, let alone its rules into memory. */
  private static final int MAXIMUM_BYTES = 1 << 30;

  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

  /**
   * @param askedAt where it was imported, or its own name
   */
  private record Wanted(Path file, String askedAt) {}

  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private final Set<Path> loaded = new HashSet<>();
  private final Set<String> idPrefixes = new HashSet<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Triple> data = new ArrayList<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  void add(Path file) {
    wanted.add(new Wanted(file, file.toString()));
  }

  void add(String text, String name) {
    parse(text, name, name, Optional.empty());
  }

  /** Everything added, and what it imports. */
  RuleSet load() {
    while (!wanted.isEmpty()) {
      load(wanted.removeFirst());
    }
    checkIds();
    diagnostics.addAll(Choices.check(rules));
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(
          diagnostics.size() > SourceText.MAXIMUM_FINDINGS + 1 ? firstOfMany() : diagnostics);
    }
    return new RuleSet(rules, data, prefixes);
  }

  private List<Diagnostic> firstOfMany() {
    Diagnostic next = diagnostics.get(SourceText.MAXIMUM_FINDINGS);
    List<Diagnostic> first = new ArrayList<>(diagnostics.subList(0, SourceText.MAXIMUM_FINDINGS));
    first.add(SourceText.tooMany(next.place()));
    return first;
  }

  private void load(Wanted next) {
    Path file = next.file();
    try {
      if (!loaded.add(file.toRealPath())) {
        return;
      }
      if (Files.isDirectory(file)) {
        report(
            next,
            "unreadable-file",
            "The path [%s] is a folder.".formatted(file),
            "Name the rule files in it.");
        return;
      }
      byte[] bytes = bytes(file);
      if (bytes.length > MAXIMUM_BYTES) {
        report(
            next,
            "file-too-large",
            "The file [%s] has more than [%d] bytes.".formatted(file, MAXIMUM_BYTES),
            "Split it, and read its parts together.");
        return;
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      parse(text, file.toString(), String.valueOf(file.getFileName()), Optional.of(file));
    } catch (NoSuchFileException e) {
      report(next, "missing-file", "There is no file [%s].".formatted(file), "Check its name.");
    } catch (CharacterCodingException e) {
      report(next, "unreadable-file", "The file [%s] is not UTF-8.".formatted(file), "Convert it.");
    } catch (IOException e) {
      report(
          next,
          "unreadable-file",
          "The file [%s] cannot be read: %s.".formatted(file, e.getMessage()),
          "Check who may read it and, if it is compressed, whether it is whole.");
    }
  }

  private void report(Wanted file, String code, String message, String hint) {
    diagnostics.add(new Diagnostic(code, file.askedAt(), message, hint));
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return in.readNBytes(MAXIMUM_BYTES + 1);
    }
  }

  private void parse(String text, String name, String shortName, Optional<Path> file) {
    // A byte order mark is no part of the text.
    SourceText source = new SourceText(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
    Names names = new Names(file.map(path -> path.toUri().toString()), Map.of());
    // Files of one name in two folders: the second is called by its path.
    String idPrefix = idPrefixes.add(shortName) ? shortName : name;
    SrlParser parser = new SrlParser(source, names, idPrefix);
    parser.parse();
    for (Declarations.Import statement : parser.declarations().imports()) {
      follow(statement, source, file);
    }
    diagnostics.addAll(source.diagnostics());
    rules.addAll(parser.rules());
    data.addAll(parser.data());
    parser.declarations().prefixes().forEach(prefixes::putIfAbsent);
  }

  private void follow(Declarations.Import statement, SourceText source, Optional<Path> file) {
    String iri = statement.iri();
    if (SCHEME.matcher(iri).matches() && !iri.startsWith("file:")) {
      source.report(
          "import-refused",
          statement.offset(),
          "The import [%s] is not a file.".formatted(iri),
          "Save it beside this file and import that by a relative IRI.");
      return;
    }
    Optional<String> base = file.map(path -> path.toUri().toString());
    if (statement.base().isPresent() && statement.base().get().startsWith("file:")) {
      base = statement.base();
    }
    Optional<String> resolved = new Names(base, Map.of()).resolve(iri);
    if (resolved.isEmpty() && base.isEmpty()) {
      source.report(
          "import-without-base",
          statement.offset(),
          "The import [%s] is relative, and where this text is kept is not known.".formatted(iri),
          "Read it from a file, or declare BASE <file:///...>.");
      return;
    }
    try {
      wanted.add(
          new Wanted(
              relative(Path.of(URI.create(resolved.orElse(""))), file),
              source.place(statement.offset())));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      source.report(
          "import-refused",
          statement.offset(),
          "The import [%s] names no file of this machine.".formatted(iri),
          "Import a file by a relative IRI.");
    }
  }

  /** Named as the importing file was: places stay short, and the same on every machine. */
  private static Path relative(Path imported, Optional<Path> file) {
    if (file.isEmpty() || file.get().isAbsolute()) {
      return imported;
    }
    Path here = Path.of("").toAbsolutePath();
    return imported.startsWith(here) ? here.relativize(imported) : imported;
  }

  private void checkIds() {
    Map<String, Rule> byId = new HashMap<>();
    for (Rule rule : rules) {
      Rule first = byId.putIfAbsent(rule.id(), rule);
      if (first != null) {
        diagnostics.add(
            new Diagnostic(
                "duplicate-rule",
                rule.place(),
                "The rule [%s] is already at %s.".formatted(rule.id(), first.place()),
                "Give one of them another IRI."));
      }
    }
  }
}
