package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rationale.explanations.Certificates;
import org.rationale.explanations.Change;
import org.rationale.explanations.Contrast;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Proofs;
import org.rationale.explanations.RevisableProgram;
import org.rationale.explanations.Seal;
import org.rationale.explanations.WhatIfReport;
import org.rationale.explanations.WhyNot;
import org.rationale.explanations.WhyNotReport;
import org.rationale.explanations.WhyReport;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Limits;
import org.rationale.rules.srl.SrlReader;

/**
 * The report as people open it: a file in a browser. Uses the Chromium that is installed; where
 * there is none these tests are skipped, but not on a server that runs the gate.
 */
class ReportInBrowserTest {

  /** Without these a browser that may reach nothing tries again and again. */
  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  @TempDir static Path folder;

  private static Playwright playwright;
  private static Browser browser;
  private static Path report;
  private static Path small;

  @BeforeAll
  static void openBrowser() throws IOException {
    Optional<Path> chromium = chromium();
    if (chromium.isEmpty()) {
      assertThat(System.getenv("CI")).as("the gate needs Chromium").isNull();
      Assumptions.abort("There is no Chromium: install it to try the report in it.");
    }
    report = write("respiratory");
    small = writeWhole("breast-fna");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(chromium.get()).setArgs(QUIET));
  }

  private static Optional<Path> chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path write(String pack) throws IOException {
    String html =
        DecisionReport.html(Explainer.explain(BundledCases.of(pack).getFirst().decision()));
    return Files.writeString(folder.resolve(pack + ".html"), html);
  }

  /** With all that the command line puts in. */
  private static Path writeWhole(String pack) throws IOException {
    Decision decision = BundledCases.of(pack).getFirst().decision();
    Seal seal =
        new Seal(
            Optional.of(Instant.parse("2026-11-29T12:00:00Z")),
            Optional.of(Certificates.of(decision)));
    String html =
        DecisionReport.html(
            Explainer.explain(decision, BundledCases.reasoner(pack)), seal, List.of());
    return Files.writeString(folder.resolve(pack + ".html"), html);
  }

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  /** Pages of all other kinds, about the same small program. */
  private static List<Path> others() throws IOException {
    RevisableProgram program =
        new RevisableProgram(
            FactReader.readText(
                PREFIXES
                    + """
                    << :ann :has :Fever >> rat:probability 0.8 .
                    << :ann :has :Cough >> rat:probability 0.5 .
                    << :ann :takes :Vaccine >> rat:probability 0.1 .
                    """,
                RdfFormat.TURTLE,
                "ward.ttl"),
            new SrlReader()
                .readText(
                    PREFIXES
                        + """
                        RULE :flu { ?p :is :Flu } WHERE { ?p :has :Fever . NOT { ?p :takes :Vaccine } }
                        RULE :cold { ?p :is :Cold } WHERE { ?p :has :Cough }
                        RULE :grave { ?p :is :Grave } WHERE { ?p :is :Flu . ?p :has :Rash }
                        """,
                    "ward.srl"),
            Optional.empty(),
            Map.of(),
            Limits.NONE,
            1,
            Optional.empty());
    Triple flu = statement("is", "Flu");
    Proofs why = Explainer.why(program.graph(), flu, 3);
    Contrast contrast = Explainer.contrast(program, flu, statement("is", "Cold")).orElseThrow();
    return List.of(
        page("why", WhyReport.html(why)),
        page("contrast", WhyReport.html(why, contrast)),
        page(
            "why-not",
            WhyNotReport.html(
                Explainer.whyNot(program, statement("is", "Grave"), WhyNot.Options.DEFAULT))),
        page(
            "what-if",
            WhatIfReport.html(
                Explainer.whatIf(
                    program,
                    List.of(new Change.Remove(statement("takes", "Vaccine"))),
                    Optional.of(flu)))));
  }

  private static Triple statement(String predicate, String object) {
    return Triple.create(
        NodeFactory.createURI("http://e/ann"),
        NodeFactory.createURI("http://e/" + predicate),
        NodeFactory.createURI("http://e/" + object));
  }

  private static Path page(String name, String html) throws IOException {
    return Files.writeString(folder.resolve(name + ".html"), html);
  }

  @AfterAll
  static void closeBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  private static Page open(Path file, ColorScheme scheme, int width) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
    Page page = context.newPage();
    page.navigate(file.toUri().toString());
    return page;
  }

  private static void unfold(Page page) {
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
  }

  private static Page open(Path file) {
    return open(file, ColorScheme.LIGHT, 1000);
  }

  @Test
  void aPageLoadsNothingAndComplainsOfNothing() {
    for (Path file : List.of(report, small)) {
      quiet(file).context().close();
    }
  }

  /** The page, after it was opened and unfolded without a request, a complaint or a question. */
  private static Page quiet(Path file) {
    List<String> requests = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    Page page = browser.newContext().newPage();
    page.onRequest(request -> requests.add(request.url()));
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    page.onDialog(dialog -> complaints.add(dialog.message()));
    page.navigate(file.toUri().toString());
    unfold(page);
    assertThat(requests).containsExactly(file.toUri().toString());
    assertThat(complaints).isEmpty();
    return page;
  }

  @Test
  void theOtherPagesAreAsQuietAndAsAccessible() throws IOException {
    for (Path file : others()) {
      Page page = quiet(file);
      assertThat(page.evaluate("document.scripts.length")).isEqualTo(0);
      assertThat(page.evaluate("window.find('ann')")).isEqualTo(true);
      assertThat(page.pdf().length).isGreaterThan(5_000);
      assertThat(violations(new AxeBuilder(page))).as(file.toString()).isEmpty();
      page.context().close();
    }
  }

  @Test
  void hostileTextIsShownAndNothingOfItRuns() throws IOException {
    Decision plain = BundledCases.of("breast-fna").getFirst().decision();
    String text =
        "</style></title><script>window.hit = 1</script><img src=x onerror='window.hit = 2'>\""
            + " onload=\"window.hit = 3\" \u202E\u0000 javascript:window.hit=4";
    Case given = plain.caseFile();
    Map<String, Object> inputs = new LinkedHashMap<>(given.inputs());
    inputs.put(text, text);
    Decision hostile =
        new Decision(
            new Case(text, text, given.subject(), inputs, Map.of(), "hostile.json"),
            plain.subject(),
            plain.pack(),
            plain.outcomes(),
            plain.percepts(),
            plain.withheld(),
            List.of(text),
            plain.proofGraph());
    Page page = quiet(page("hostile", DecisionReport.html(Explainer.explain(hostile))));
    assertThat(page.evaluate("String(window.hit)")).isEqualTo("undefined");
    assertThat(page.evaluate("document.scripts.length + document.images.length")).isEqualTo(0);
    assertThat(page.evaluate("document.styleSheets.length")).isEqualTo(1);
    assertThat(page.locator("h1").textContent()).startsWith("</style></title><script>window.hit");
    page.context().close();
  }

  @Test
  void aBundledCaseFitsIntoAMegabyte() throws IOException {
    assertThat(Files.size(report)).isBetween(20_000L, 1_000_000L);
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void axeFindsNothing(ColorScheme scheme) {
    Page page = open(small, scheme, 1000);
    unfold(page);
    assertThat(violations(new AxeBuilder(page))).isEmpty();
    page.context().close();
  }

  @Test
  void axeFindsNothingInANote() {
    Page page = open(report);
    // The rest of a large report is made of what the small one has, and takes half a minute.
    assertThat(violations(new AxeBuilder(page).include("#inputs"))).isEmpty();
    page.context().close();
  }

  private static List<String> violations(AxeBuilder axe) {
    return axe.analyze().getViolations().stream()
        .map(
            (Rule rule) ->
                rule.getId()
                    + ": "
                    + rule.getHelp()
                    + " "
                    + rule.getNodes().stream().limit(3).map(node -> node.getHtml()).toList())
        .toList();
  }

  @Test
  void foldsAndUnfoldsByKeyboard() {
    Page page = open(report);
    Locator fold = page.locator("#proof details").first();
    Locator summary = fold.locator("summary").first();
    assertThat(isOpen(fold)).isTrue();
    summary.focus();
    page.keyboard().press("Enter");
    assertThat(isOpen(fold)).isFalse();
    page.keyboard().press("Space");
    assertThat(isOpen(fold)).isTrue();
    page.context().close();
  }

  private static boolean isOpen(Locator details) {
    return (Boolean) details.evaluate("d => d.open");
  }

  @Test
  void theFirstTabStopLeadsToTheAnswer() {
    Page page = open(report);
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.url()).endsWith("#answer");
    page.context().close();
  }

  @Test
  void wordsOfTheProofAreFoundBySearching() {
    Page page = open(report);
    assertThat(page.evaluate("window.find('consolidation on the chest radiograph')"))
        .isEqualTo(true);
    page.context().close();
  }

  @Test
  void everyLinkLeadsSomewhereOnThePageOrIsASource() {
    Page page = open(report);
    Object lost =
        page.evaluate(
            "[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
                + ".filter(h => h.startsWith('#') ? !document.getElementById(h.slice(1))"
                + " : !/^https?:/.test(h))");
    assertThat(lost).isEqualTo(List.of());
    page.context().close();
  }

  @Test
  void nothingIsWiderThanAPhone() {
    Page page = open(report, ColorScheme.LIGHT, 360);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    page.context().close();
  }

  @Test
  void printsWithWhatIsFolded() {
    Page page = open(small);
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    Object hidden =
        page.evaluate(
            "[...document.querySelectorAll('details:not([open]) > :not(summary)')]"
                + ".filter(e => e.getBoundingClientRect().height === 0).length");
    assertThat(hidden).isEqualTo(0);
    byte[] pdf = page.pdf(new Page.PdfOptions().setFormat("A4"));
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    assertThat(pdf.length).isGreaterThan(20_000);
    page.context().close();
  }
}
