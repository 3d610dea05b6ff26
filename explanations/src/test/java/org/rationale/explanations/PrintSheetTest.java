package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrintSheetTest {

  @Test
  void variablesAreThoseOfTheLightThemeInPrint() {
    String sheet =
        PrintSheet.of(
            """
            :root { color-scheme: light dark; --ink: #111; --line: #ccc; }
            @media (prefers-color-scheme: dark) { :root { --ink: #eee; --line: #333; } }
            p { color: var(--ink); border: 1px solid var(--line); }
            @media print { :root { --ink: #000; } nav { display: none; } }
            """);
    assertThat(sheet.lines())
        .containsExactly("p { color: #000; border: 1px solid #ccc; }", "nav { display: none; }");
  }

  @Test
  void sizesAreInPoints() {
    assertThat(PrintSheet.of("p { margin: .5rem 2rem; }"))
        .isEqualTo("p { margin: 4.75pt 19.0pt; }\n");
  }

  @Test
  void anUnknownVariableIsNamed() {
    assertThatThrownBy(() -> PrintSheet.of("p { color: var(--none); }"))
        .hasMessageContaining("(--none)");
  }

  @Test
  void thePackagedSheetHasNothingThatThePdfLibraryDoesNotKnow() {
    String sheet = PrintSheet.packaged();
    assertThat(sheet).contains("@page").doesNotContain("var(", "rem;", "@media");
  }
}
