module example.com/contoso

go 1.26.0
