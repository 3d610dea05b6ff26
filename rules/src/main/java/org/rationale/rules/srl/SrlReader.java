package org.rationale.rules.srl;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.BodyElement;
import org.rationale.rules.RuleSet;

/**
 * Reads rules in SRL, the text form of <i>SHACL 1.2 Rules</i>, W3C Working Draft as of August 2026.
 *
 * <p>Read beyond the draft: {@code BIND (... AS ?v)} and {@code TRANSITIVE}, {@code SYMMETRIC} and
 * {@code INVERSE}, which it had earlier, and annotations in comments that start with {@code #:}
 * (label, source, probability, choice). Triples and expressions are SPARQL 1.2's; {@code EXISTS},
 * {@code BOUND}, {@code COALESCE}, aggregates, groups, and paths other than {@code /} and {@code ^}
 * are refused, as are functions that ARQ, which evaluates expressions, does not have.
 *
 * <p>Brackets may be nested 100 deep, an expression may have 1000 operators, a file 1 GiB.
 *
 * <p>{@code IMPORTS} follows relative and {@code file:} IRIs, each file once. In a rule with {@code
 * WHERE DATA} the negations look at the base graph only, too.
 *
 * <p>Everything that is wrong, in all files, comes as one {@link InvalidInputException}.
 */
public final class SrlReader {

  /**
   * The rules of a file and of those that it imports.
   *
   * @throws InvalidInputException if the file cannot be read or is not well formed
   */
  public RuleSet read(Path file) {
    return read(List.of(file));
  }

  /**
   * The rules of files and of those that they import, in order; ids are unique across them. A file
   * whose name ends in {@code .gz} is decompressed.
   *
   * @throws InvalidInputException if a file cannot be read or is not well formed
   */
  public RuleSet read(List<Path> files) {
    Loader loader = new Loader();
    files.forEach(loader::add);
    return loader.load();
  }

  /**
   * The rules of a text. No base is known unless the text declares one, so relative IRIs are
   * errors.
   *
   * @param name stands for the file in places and in ids of rules without an IRI
   * @throws InvalidInputException if the text is not well formed
   */
  public RuleSet readText(String text, String name) {
    Loader loader = new Loader();
    loader.add(text, name);
    return loader.load();
  }

  /**
   * A body without its brackets: {@code ?subject :has ?answer . FILTER (?answer > 3)}.
   *
   * @param prefixes without the colon
   * @param place what line and column within the body are put after in errors
   * @throws InvalidInputException if it is not well formed
   */
  public List<BodyElement> readBody(String body, Map<String, String> prefixes, String place) {
    SourceText source = new SourceText(place, body);
    TokenStream tokens = new TokenStream(source);
    Terms terms = new Terms(source, new Names(Optional.empty(), prefixes));
    List<BodyElement> elements = List.of();
    if (source.isSound()) {
      try {
        elements = new BodyParser(source, tokens, terms, false).read(new HashSet<>());
        if (!tokens.atEnd()) {
          source.report("syntax", tokens.peek().start(), "[}] closes nothing.", "Leave it out.");
        }
      } catch (TokenStream.Stop stop) {
        // Why has been reported to the source, which is not sound now.
      }
    }
    if (!source.isSound()) {
      throw new InvalidInputException(source.diagnostics());
    }
    return elements;
  }
}
