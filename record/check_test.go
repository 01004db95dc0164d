package record_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/record"
)

func TestUnlike(t *testing.T) {
	c := record.Check{Name: "issuer"}.Unlike("https://contoso.com", "https://contoso.com/")
	assert.Equal(t, record.Check{
		Name:       "issuer",
		Expected:   "https://contoso.com",
		Got:        "https://contoso.com/",
		Difference: `character 20: expected the end of the text, got "/"`,
	}, c)
	assert.Empty(t, c.Unlike("same", "same").Difference)
	assert.Empty(t, c.Unlike("a value", "").Difference, "nothing came that could differ")
}

func TestRefusalIsAnErrorWithHintAndExitCode(t *testing.T) {
	err := fmt.Errorf("x: %w", &record.Refusal{Code: "AADSTS50107", Message: "m", Fix: "f"})
	assert.True(t, record.IsCode(err, "AADSTS50107"))
	assert.False(t, record.IsCode(err, "AADSTS50034"))
	assert.Equal(t, 1, (&record.Refusal{}).ExitCode())
	assert.Equal(t, 3, (&record.Refusal{Exit: 3}).ExitCode())
	assert.Equal(t, "f", (&record.Refusal{Fix: "f"}).Hint())
	assert.Equal(t, "m", (&record.Refusal{Message: "m"}).Error())
}
