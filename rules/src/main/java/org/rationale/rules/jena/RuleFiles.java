package org.rationale.rules.jena;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.jena.irix.IRIException;
import org.apache.jena.irix.IRIx;
import org.apache.jena.reasoner.rulesys.Rule.Parser;
import org.apache.jena.shared.JenaException;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/** Loads files and what they include, each once, and joins their rules. */
final class RuleFiles {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /** What Jena reads from within itself. */
  private static final Set<String> JENAS_OWN = Set.of("rdfs", "owl", "owlmicro", "owlmini");

  private final Set<Path> loaded = new HashSet<>();
  private final Set<String> fileNames = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  void add(Path file) {
    load(file, file.toString());
  }

  void add(String text, String name) {
    parse(new RuleText(name, text), name, Optional.empty());
  }

  /** Everything added, and what it includes. */
  RuleSet rules() {
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new RuleSet(rules, List.of(), prefixes);
  }

  private void load(Path file, String askedAt) {
    try {
      if (loaded.add(file.toRealPath())) {
        String text = decode(file);
        parse(
            new RuleText(file.toString(), text),
            String.valueOf(file.getFileName()),
            Optional.of(file));
      }
    } catch (NoSuchFileException e) {
      report("missing-file", askedAt, "There is no file [%s].".formatted(file), "Check its name.");
    } catch (CharacterCodingException e) {
      report(
          "unreadable-file", askedAt, "The file [%s] is not UTF-8.".formatted(file), "Convert it.");
    } catch (IOException e) {
      report(
          "unreadable-file",
          askedAt,
          "The file [%s] cannot be read: %s.".formatted(file, e.getMessage()),
          "Give a file of rules.");
    }
  }

  private void report(String code, String place, String message, String hint) {
    diagnostics.add(new Diagnostic(code, place, message, hint));
  }

  private static String decode(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes())).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
  }

  private void parse(RuleText text, String shortName, Optional<Path> file) {
    // Files of one name in two folders: the second is called by its path.
    String idPrefix = fileNames.add(shortName) ? shortName : text.name();
    Map<String, String> known = new LinkedHashMap<>();
    for (RuleText.Directive directive : text.directives()) {
      if (directive.line().startsWith("@prefix")) {
        prefix(directive, text, known);
      } else {
        include(directive, text, file);
      }
    }
    known.forEach(prefixes::putIfAbsent);
    int number = 0;
    for (RuleText.Chunk chunk : text.chunks()) {
      number++;
      if (chunk.tooDeep()) {
        diagnostics.add(
            text.diagnostic(
                "syntax",
                chunk.offset(),
                "The rule is nested too deep.",
                "Close each parenthesis and each bracket."));
        continue;
      }
      for (org.apache.jena.reasoner.rulesys.Rule parsed : parse(chunk, text, known)) {
        String id = id(parsed, idPrefix, number, known);
        rules.addAll(
            new RuleTranslation(text, chunk, known, diagnostics).translate(parsed, id, ids));
      }
    }
  }

  private List<org.apache.jena.reasoner.rulesys.Rule> parse(
      RuleText.Chunk chunk, RuleText text, Map<String, String> known) {
    try {
      Parser parser = parser(chunk.text());
      parser.registerPrefixMap(known);
      return org.apache.jena.reasoner.rulesys.Rule.parseRules(parser);
    } catch (JenaException | IndexOutOfBoundsException | NoSuchElementException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("malformed");
      diagnostics.add(
          text.diagnostic(
              "syntax",
              chunk.offset(),
              "Jena cannot read this rule: %s.".formatted(reason),
              "A rule is [name: (?x p ?y) ... -> (?x q ?y)]; comments have lines of their own that"
                  + " start with # or //."));
      return List.of();
    }
  }

  private static Parser parser(String text) {
    return org.apache.jena.reasoner.rulesys.Rule.rulesParserFromReader(
        new BufferedReader(new StringReader(text)), new NamedBuiltins());
  }

  /** The directive is read by Jena, alone, so that its errors have a place. */
  private void prefix(RuleText.Directive directive, RuleText text, Map<String, String> known) {
    try {
      known.putAll(parser(directive.line()).getPrefixMap());
    } catch (JenaException | IndexOutOfBoundsException e) {
      diagnostics.add(
          text.diagnostic(
              "malformed-directive",
              directive.offset(),
              "[%s] declares no prefix.".formatted(directive.line()),
              "Write @prefix name: <http://...>."));
    }
  }

  private void include(RuleText.Directive directive, RuleText text, Optional<Path> file) {
    String target =
        directive.line().substring("@include".length()).trim().replaceAll("^<|>.*$|\\s*\\.$", "");
    if (JENAS_OWN.contains(target.toLowerCase(Locale.ROOT))) {
      diagnostics.add(
          text.diagnostic(
              "include-refused",
              directive.offset(),
              "[%s] stands for rules that are made for Jena's engines.".formatted(target),
              "Leave the line out and reason with the profile rdfs or owl2rl instead."));
      return;
    }
    if (SCHEME.matcher(target).matches() && !target.startsWith("file:")) {
      diagnostics.add(
          text.diagnostic(
              "include-refused",
              directive.offset(),
              "The included [%s] is not a file.".formatted(target),
              "Save it beside this file and include that by its name."));
      return;
    }
    resolve(target, file)
        .ifPresentOrElse(
            included -> load(included, text.place(directive.offset())),
            () ->
                diagnostics.add(
                    text.diagnostic(
                        "include-refused",
                        directive.offset(),
                        "The included [%s] names no file beside this text.".formatted(target),
                        "Read the rules from a file, and include a file by its name.")));
  }

  private static Optional<Path> resolve(String target, Optional<Path> file) {
    try {
      if (target.startsWith("file:/")) {
        return Optional.of(Path.of(URI.create(target)));
      }
      String name = target.startsWith("file:") ? target.substring("file:".length()) : target;
      return name.isEmpty() ? Optional.empty() : file.map(path -> path.resolveSibling(name));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  private static String id(
      org.apache.jena.reasoner.rulesys.Rule rule,
      String idPrefix,
      int number,
      Map<String, String> known) {
    if (rule.getName() == null) {
      return idPrefix + "#" + number;
    }
    String name = rule.getName().replaceAll("^<|>$", "");
    int colon = name.indexOf(':');
    String expanded =
        colon > 0 && known.containsKey(name.substring(0, colon))
            ? known.get(name.substring(0, colon)) + name.substring(colon + 1)
            : name;
    return colon > 0 && isAbsolute(expanded) ? expanded : idPrefix + "#" + name;
  }

  static boolean isAbsolute(String iri) {
    try {
      return IRIx.create(iri).isReference();
    } catch (IRIException e) {
      return false;
    }
  }
}
