"""The ground floor: what every app may use. It knows no app of ours."""
