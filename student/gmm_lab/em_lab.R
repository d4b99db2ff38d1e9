# Section 3 of the lab in R: the twin of the Python cells. Run it in this folder: Rscript em_lab.R
# It needs mclust: install.packages("mclust")
library(mclust)

faithful <- read.csv("data/faithful.csv")
n <- nrow(faithful)

# The start: half and half, means (2, 55) and (4, 80), covariances diag(1, 100).
# mclust keeps one mean in each column, and covariances in an array d x d x K with their triangular roots.
Sigma <- array(diag(c(1, 100)), c(2, 2, 2))
start <- list(
  pro = c(0.5, 0.5),
  mean = cbind(c(2, 55), c(4, 80)),
  variance = list(modelName = "VVV", d = 2, G = 2, sigma = Sigma, cholsigma = sqrt(Sigma))
)

# 3.1 One component has a closed form; two need EM.
one <- mvn("XXX", faithful)
two <- em(data = faithful, modelName = "VVV", parameters = start,
  control = emControl(tol = c(1e-12, 1e-12), itmax = c(1000, 1000)))
cat("log-likelihoods:", one$loglik, two$loglik, "\n")

# 3.2 Weights, means and covariances, short eruptions first.
print(two$parameters$pro)
print(t(two$parameters$mean))
print(two$parameters$variance$sigma)

# 3.3 BIC as in equation (3.1): smaller is better. mclust reports it with the other sign.
free <- c(nMclustParams("XXX", 2, 1), nMclustParams("VVV", 2, 2))
cat("free parameters:", free, "\n")
cat("BIC:", -2 * c(one$loglik, two$loglik) + free * log(n), "\n")

# 3.4 The posterior of a doubtful eruption is one E-step.
doubtful <- data.frame(eruptions = 3, waiting = 65)
print(estep(data = doubtful, modelName = "VVV", parameters = two$parameters)$z)

# What mclust would choose by itself, from one to five components and fourteen kinds of covariance.
print(mclustBIC(faithful, G = 1:5, verbose = FALSE))
